using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Training;

[Collection(TorchState.Name)]
public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainingOptions s_options = new() { Epochs = 1, BatchSize = 10 };
    private readonly ImageSet images = BlobImages.Set(30, 3);
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public CheckpointTests()
    {
        path = folder["run.safetensors"];
        using var model = BlobImages.Classifier("lgm", 3);
        new Trainer(model, images, s_options).Train(path);
    }

    private string Refusal()
    {
        using var model = BlobImages.Classifier("lgm", 3, seed: 2);
        var message = Assert.Throws<WorkbookException>(() => new Trainer(model, images, s_options).Train(path)).Message;
        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        var whole = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 7, 8, 100, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("no usable safetensors file", Refusal());
        }
    }

    [Fact]
    public void ADamagedHeaderIsRefused()
    {
        var whole = File.ReadAllBytes(path);
        foreach (var place in new[] { 0, 7, 8, 9, 20 })
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x80;
            File.WriteAllBytes(path, damaged);
            Refusal();
        }
    }

    public static TheoryData<string> Parts => ["optimizer", "random", "epoch", "step", "loss_sum", "losses"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void AMissingOrSenselessPartIsRefused(string part)
    {
        var (tensors, metadata) = Safetensors.Read(path);
        if (tensors.ContainsKey(part)) tensors[part] = tensor(new byte[] { 1, 2, 3 });
        else metadata[part] = "two";
        Safetensors.Write(path, tensors, metadata);
        Refusal();
        tensors.Remove(part);
        metadata.Remove(part);
        Safetensors.Write(path, tensors, metadata);
        Refusal();
    }

    /// <summary>As large as a real one: libtorch would end the process over a random state that is none, and take any momentum.</summary>
    [Theory]
    [InlineData("optimizer")]
    [InlineData("random")]
    public void AChangedByteIsRefused(string part)
    {
        var (tensors, metadata) = Safetensors.Read(path);
        var bytes = tensors[part].data<byte>().ToArray();
        bytes[bytes.Length / 2] ^= 1;
        tensors[part] = tensor(bytes);
        Safetensors.Write(path, tensors, metadata);
        Assert.Contains("is damaged", Refusal());
    }

    [Fact]
    public void WeightsAloneAreReadAndThoseOfAnotherNetAreNot()
    {
        using BoundedClassifier saved = BlobImages.Classifier("lgm", 3), same = BlobImages.Classifier("lgm", 3, seed: 5);
        new Trainer(saved, images, s_options).Train();
        Checkpoint.LoadWeights(path, same);
        Assert.Equal(saved.state_dict().Values.SelectMany(t => t.Numbers()), same.state_dict().Values.SelectMany(t => t.Numbers()));

        foreach (var (other, what) in new[]
        {
            (BlobImages.Classifier("lgm", 4), "its head.means is [3, 6], not [4, 6]"),
            (BlobImages.Classifier("softmax", 3), "it has no head.classifier.weight"),
            (BlobImages.Classifier("lgm", 3, mixture: new() { LearnedPriors = true }), "it has no head.prior_logits"),
        })
            using (other)
            {
                var before = other.state_dict().Values.SelectMany(t => t.Numbers()).ToArray();
                var message = Assert.Throws<WorkbookException>(() => Checkpoint.LoadWeights(path, other)).Message;
                Assert.StartsWith($"The checkpoint {path} is of another net", message);
                Assert.Contains(what, message);
                Assert.Equal(before, other.state_dict().Values.SelectMany(t => t.Numbers()));
            }
    }

    [Fact]
    public void WeightsWithMorePartsThanTheNetAreRefused()
    {
        using (var rich = BlobImages.Classifier("lgm", 3, mixture: new() { LearnedPriors = true }))
        {
            File.Delete(path);
            new Trainer(rich, images, s_options).Train(path);
        }
        using var plain = BlobImages.Classifier("lgm", 3);
        Assert.Contains("no head.prior_logits", Assert.Throws<WorkbookException>(() => Checkpoint.LoadWeights(path, plain)).Message);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        using var model = BlobImages.Classifier("lgm", 3);
        Assert.Contains("does not exist", Assert.Throws<WorkbookException>(() => Checkpoint.LoadWeights(folder["none"], model)).Message);
    }

    public void Dispose()
    {
        images.Dispose();
        folder.Dispose();
    }
}
