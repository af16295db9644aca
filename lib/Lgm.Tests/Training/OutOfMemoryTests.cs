using System.Runtime.InteropServices;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Training;

/// <summary>Allocations that no machine can serve: 2^48 bytes are more than the processor can address.</summary>
[Collection(TorchState.Name)]
public sealed class OutOfMemoryTests
{
    [Fact]
    public void ARefusedAllocationIsRecognised()
    {
        var refused = Assert.ThrowsAny<Exception>(() => empty([1L << 48], uint8));
        Assert.True(OutOfMemory.Is(refused), refused.Message);
        Assert.True(OutOfMemory.Is(new InvalidOperationException("outer", refused)));
        // As CUDA and its libraries put it, in 1.13 and in 2.x.
        foreach (var text in new[] { "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 79.15 GiB total capacity", "CUDA error: out of memory", "cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`" })
            Assert.True(OutOfMemory.Is(new ExternalException(text)), text);
        Assert.False(OutOfMemory.Is(Assert.ThrowsAny<Exception>(() => ones(2).add(ones(3)))));
        Assert.False(OutOfMemory.Is(null));
    }

    [Theory]
    [InlineData(7, "on cpu with 60 images a step: a step of 7 fits, so set Training.BatchSize to 7 (--set Training.BatchSize=7).")]
    [InlineData(0, "on cpu with 60 images a step: a step of one image does not fit either, so free memory or choose another device.")]
    public void TrainingNamesABatchThatFits(int most, string said)
    {
        using var images = BlobImages.Set(60, 4);
        using var model = new BoundedClassifier(new Greedy(most), LossCatalogue.Create("softmax", 4, BlobImages.Dimension), PixelSpace.Mnist);
        var options = new TrainingOptions { Epochs = 1, BatchSize = 60 };
        Assert.Equal("Training ran out of memory " + said, Assert.Throws<WorkbookException>(() => new Trainer(model, images, options).Train()).Message);
        // And it is true: 60, 30, 15 and 8 images do not fit.
        if (most == 0) return;
        Assert.Single(new Trainer(model, images, options with { BatchSize = most }).Train());
        Assert.Throws<WorkbookException>(() => new Trainer(model, images, options with { BatchSize = most + 1 }).Train());
    }

    /// <summary>A net that wants more memory than there is for more than a given number of images.</summary>
    private sealed class Greedy : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> linear = nn.Linear(BlobImages.Side * BlobImages.Side, BlobImages.Dimension);
        private readonly int most;

        public Greedy(int most) : base(nameof(Greedy))
        {
            this.most = most;
            RegisterComponents();
        }

        public override Tensor forward(Tensor images)
        {
            if (images.shape[0] > most) empty([1L << 48], uint8).Dispose();
            return linear.call(images.flatten(1));
        }
    }
}
