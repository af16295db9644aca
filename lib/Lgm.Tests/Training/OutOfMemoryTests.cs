using System.Runtime.InteropServices;

namespace Lgm.Tests.Training;

/// <summary>Allocations that no machine can serve: 2^48 bytes are more than the processor can address.</summary>
[Collection(TorchState.Name)]
public sealed class OutOfMemoryTests
{
    [Fact]
    public void ARefusedAllocationIsRecognised()
    {
        foreach (var device in cuda_is_available() ? new[] { CPU, CUDA } : [CPU])
        {
            var refused = Assert.ThrowsAny<Exception>(() => empty([1L << 48], uint8, device));
            Assert.True(Machine.IsOutOfMemory(refused), refused.Message);
            Assert.True(Machine.IsOutOfMemory(new InvalidOperationException("outer", refused)));
        }
        // As CUDA and its libraries put it, in 1.13 and in 2.x.
        foreach (var text in new[] { "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 79.15 GiB total capacity", "CUDA error: out of memory", "cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`" })
            Assert.True(Machine.IsOutOfMemory(new ExternalException(text)), text);
        Assert.False(Machine.IsOutOfMemory(Assert.ThrowsAny<Exception>(() => ones(2).add(ones(3)))));
        Assert.False(Machine.IsOutOfMemory(null));
    }

    [Fact]
    public void TrainingNamesASmallerBatch()
    {
        using var images = BlobImages.Set(60, 4);
        using var model = new BoundedClassifier(new Greedy(), LossCatalogue.Create("softmax", 4, BlobImages.Dimension), PixelSpace.Mnist);
        var message = Assert.Throws<WorkbookException>(() => Trainer.Train(model, images, new TrainingOptions { Epochs = 1, BatchSize = 60 })).Message;
        Assert.Equal("Training ran out of memory on cpu with 60 images a step: set Training.BatchSize to 30 (--set Training.BatchSize=30).", message);
    }

    private sealed class Greedy() : nn.Module<Tensor, Tensor>(nameof(Greedy))
    {
        public override Tensor forward(Tensor input) => empty([1L << 48], uint8);
    }
}
