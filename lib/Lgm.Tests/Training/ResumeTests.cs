namespace Lgm.Tests.Training;

/// <summary>A training that was stopped and goes on is the training that was never stopped.</summary>
[Collection(TorchState.Name)]
public sealed class ResumeTests : IDisposable
{
    private const int Classes = 4;
    // 15 steps an epoch, a report after 10 and 15; the learning rate falls after every epoch, the weights ramp, images are cropped and mirrored.
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 4, LearningRate = 0.03, DecayEvery = 1, Decay = 0.5, CropPadding = 2, Mirror = true };
    private static readonly GaussianMixtureOptions s_mixture = new() { Covariance = Covariance.Diagonal, LearnedPriors = true, Margin = new(0.5, RampEpochs: 2), LikelihoodWeight = new(0.05, RampEpochs: 3) };
    private readonly ImageSet images = BlobImages.Set(60, Classes);
    private readonly TemporaryFolder folder = new();

    private static BoundedClassifier Model(string loss, long seed = 1) => BlobImages.Classifier(loss, Classes, seed, s_mixture);

    private static double[] Weights(BoundedClassifier model) => [.. model.state_dict().OrderBy(t => t.Key).SelectMany(t => t.Value.Numbers())];

    private void Stop(string path, BoundedClassifier model, int report)
    {
        var stop = new CancelAfter(report);
        using var watched = stop.Watch();
        Assert.Throws<OperationCanceledException>(() => Trainer.Train(model, images, s_options, path));
    }

    [Theory]
    [InlineData("softmax", 3)]
    [InlineData("center", 1)]
    [InlineData("lgm", 2)]
    [InlineData("lgm-paper", 5)]
    public void AStoppedAndResumedRunIsTheWholeRunToTheBit(string loss, int report)
    {
        using var whole = Model(loss);
        var losses = Trainer.Train(whole, images, s_options).Losses;
        var random = get_rng_state().Numbers();

        var path = folder["run.safetensors"];
        using (var stopped = Model(loss)) Stop(path, stopped, report);
        // Other first weights and another random stream: what matters comes from the file.
        using var resumed = Model(loss, seed: 99);
        var again = Trainer.Train(resumed, images, s_options, path).Losses;
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(random, get_rng_state().Numbers());
        Assert.Equal(losses, again);
    }

    /// <summary>Three epochs, a file, another process's model and optimiser, three more: the bits of six. Convolutions lie channels-last.</summary>
    [Theory]
    [InlineData("mnist-net", Precision.BFloat16)]
    [InlineData("resnet-20", Precision.Float32)]
    public void ThreeEpochsAndThreeAreSix(string network, Precision precision)
    {
        var shape = NetworkCatalogue.ImageOf(network)!;
        var pixels = new byte[8 * shape.Channels * shape.Height * shape.Width];
        new Random(3).NextBytes(pixels);
        using var few = ImageSet.From(new ImageData(pixels, [.. Enumerable.Range(0, 8).Select(i => i % 4L)], 8, shape.Channels, shape.Height, shape.Width, "few"), 4);
        BoundedClassifier Fresh(long seed)
        {
            manual_seed(seed);
            return new BoundedClassifier(NetworkCatalogue.Create(network, 64), LossCatalogue.Create("lgm-paper", 4, 64, new() { Mixture = s_mixture }), PixelSpace.Mnist);
        }
        var options = new TrainingOptions { Epochs = 6, BatchSize = 4, LearningRate = 0.001, Precision = precision };
        using BoundedClassifier whole = Fresh(1), half = Fresh(1), resumed = Fresh(2);
        var losses = Trainer.Train(whole, few, options).Losses;
        Trainer.Train(half, few, options with { Epochs = 3 }, folder["half.safetensors"]);
        Assert.Equal(losses, Trainer.Train(resumed, few, options, folder["half.safetensors"]).Losses);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Contains("for 6 epochs, more than the 5", Assert.Throws<WorkbookException>(() => Trainer.Train(resumed, few, options with { Epochs = 5 }, folder["half.safetensors"])).Message);
    }

    [Fact]
    public void AnotherTrainingsCheckpointIsRefused()
    {
        var path = folder["run.safetensors"];
        using (var stopped = Model("lgm")) Stop(path, stopped, 1);
        var written = File.ReadAllBytes(path);
        using var other = BlobImages.Set(60, Classes, seed: 2);
        using BoundedClassifier model = Model("lgm"), softmax = Model("softmax"), plain = BlobImages.Classifier("lgm", Classes);
        var another = Machine.FasterPrecision(CPU) == Precision.Float32 ? Precision.BFloat16 : Precision.Float32;
        foreach (var (trained, set, options, what) in new[]
        {
            (model, images, s_options with { LearningRate = 0.5 }, "LearningRate = 0.5"),
            (model, images, s_options with { Seed = 2 }, "Seed = 2"),
            (model, images, s_options with { Precision = another }, $"{another}"),
            (model, other, s_options, other.Fingerprint),
            (softmax, images, s_options, "softmax"),
            (plain, images, s_options, "Covariance = Identity"),
        })
        {
            var before = Weights(model);
            var message = Assert.Throws<WorkbookException>(() => Trainer.Train(trained, set, options, path)).Message;
            Assert.StartsWith($"The checkpoint {path} is of another training", message);
            Assert.Contains(what, message);
            Assert.DoesNotContain('\n', message);
            Assert.Equal(before, Weights(model));
        }
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    [Fact]
    public void NoPrecisionIsTheFasterOfThisMachine()
    {
        using BoundedClassifier first = Network(), second = Network();
        using var one = ImageSet.From(new ImageData(new byte[2 * 28 * 28], [0, 1], 2, 1, 28, 28, "dark"), 2);
        var options = new TrainingOptions { Epochs = 1, BatchSize = 2 };
        Trainer.Train(first, one, options, folder["a"]);
        Assert.Equal(Machine.FasterPrecision(CPU), ((MixedNetwork)first.Network).Precision);
        // The file knows which it was: named, it is the same training.
        Trainer.Train(second, one, options with { Precision = Machine.FasterPrecision(CPU) }, folder["a"]);
        Assert.Equal(Weights(first), Weights(second));
        foreach (var precision in Enum.GetValues<Precision>())
        {
            Trainer.Train(second, one, options with { Precision = precision });
            Assert.Equal(precision, ((MixedNetwork)second.Network).Precision);
        }

        static BoundedClassifier Network() => new(new MnistNet(4), new Softmax(2, 4), PixelSpace.Mnist);
    }

    public void Dispose()
    {
        images.Dispose();
        folder.Dispose();
    }
}
