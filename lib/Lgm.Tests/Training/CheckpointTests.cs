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
        Trainer.Train(model, images, s_options, path);
    }

    private string Refusal()
    {
        using var model = BlobImages.Classifier("lgm", 3, seed: 2);
        var message = Assert.Throws<WorkbookException>(() => Trainer.Train(model, images, s_options, path)).Message;
        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    // One byte too many or another one: libtorch would end the process over a random state that is none, and take any momentum.
    [Fact]
    public void APartThatIsMissingOrChangedIsRefused()
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Safetensors.Read(path);
        void Refused(string part, Tensor? changed, string? text)
        {
            var (others, texts) = (tensors.Where(t => t.Key != part).ToDictionary(), metadata.Where(t => t.Key != part).ToDictionary());
            if (changed is not null) others[part] = changed;
            if (text is not null) texts[part] = text;
            Safetensors.Write(path, others, texts);
            Assert.Contains("is damaged", Refusal());
        }
        foreach (var part in new[] { "optimizer", "random" })
        {
            var bytes = tensors[part].data<byte>().ToArray();
            bytes[bytes.Length / 2] ^= 1;
            Refused(part, tensor(bytes), null);
            Refused(part, tensor(new byte[] { 1, 2, 3 }), null);
            Refused(part, null, null);
        }
        foreach (var part in new[] { "epoch", "step", "loss_sum", "losses" })
        {
            Refused(part, null, "two");
            Refused(part, null, null);
        }
    }

    [Fact]
    public void WeightsAloneAreReadAndThoseOfAnotherNetAreNot()
    {
        using BoundedClassifier saved = BlobImages.Classifier("lgm", 3), same = BlobImages.Classifier("lgm", 3, seed: 5), rich = BlobImages.Classifier("lgm", 3, mixture: new() { LearnedPriors = true });
        Trainer.Train(saved, images, s_options);
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
        Assert.Contains("does not exist", Assert.Throws<WorkbookException>(() => Checkpoint.LoadWeights(folder["none"], saved)).Message);
        Checkpoint.SaveWeights(path, rich);
        Assert.Contains("no head.prior_logits", Assert.Throws<WorkbookException>(() => Checkpoint.LoadWeights(path, saved)).Message);
    }

    [Fact]
    public void SavedWeightsAreRoundedInTheFileAndNotInTheModel()
    {
        using BoundedClassifier model = BlobImages.Classifier("lgm", 3), read = BlobImages.Classifier("lgm", 3, seed: 2);
        double[] Weights(BoundedClassifier of) => [.. of.state_dict().Values.SelectMany(t => t.Numbers())];
        var before = Weights(model);
        Checkpoint.SaveWeights(path, model);
        Assert.Equal(before, Weights(model));
        read.train();
        Checkpoint.LoadWeights(path, read);
        Assert.False(read.training);
        Assert.All(read.state_dict().Values, t => Assert.Equal(float32, t.dtype));
        Assert.NotEqual(before, Weights(read));
        // Eleven bits of each.
        Golden.AssertClose(Weights(read), before, 1.0 / 2048, "weight");
        Assert.InRange(new FileInfo(path).Length, 2 * before.Length, 2 * before.Length + 1_000);
    }

    [Theory]
    [InlineData(1e5)]
    [InlineData(double.NaN)]
    public void AWeightThatTheFileCannotHoldIsNamed(double value)
    {
        using var model = BlobImages.Classifier("lgm", 3);
        ((GaussianMixture)model.Head).Means.Put([value, .. new double[3 * BlobImages.Dimension - 1]]);
        var written = File.ReadAllBytes(path);
        var message = Assert.Throws<WorkbookException>(() => Checkpoint.SaveWeights(path, model)).Message;
        Assert.Contains("head.means", message);
        Assert.Contains(path, message);
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    public void Dispose()
    {
        images.Dispose();
        folder.Dispose();
    }
}
