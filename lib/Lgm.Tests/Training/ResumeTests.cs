using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Attacks;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Training;

/// <summary>A training that was stopped and goes on is the training that was never stopped.</summary>
[Collection(TorchState.Name)]
public sealed class ResumeTests : IDisposable
{
    private const int Classes = 4;
    // 15 steps an epoch, a report after 10 and 15; the learning rate falls after every epoch, the weights ramp.
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 4, LearningRate = 0.03, DecayEvery = 1, Decay = 0.5 };
    private static readonly GaussianMixtureOptions s_mixture = new() { Covariance = Covariance.Diagonal, LearnedPriors = true, Margin = new(0.5, RampEpochs: 2), LikelihoodWeight = new(0.05, RampEpochs: 3) };
    private readonly ImageSet images = BlobImages.Set(60, Classes);
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, int> Stops
    {
        get
        {
            var stops = new TheoryData<string, int>();
            foreach (var loss in TrainedBlobs.Heads)
                foreach (var report in new[] { 1, 2, 3, 5 }) stops.Add(loss, report);
            return stops;
        }
    }

    private static BoundedClassifier Model(string loss, long seed = 1) => BlobImages.Classifier(loss, Classes, seed, s_mixture);

    private static double[] Weights(BoundedClassifier model) => [.. model.state_dict().OrderBy(t => t.Key).SelectMany(t => t.Value.Numbers())];

    private void Stop(string path, BoundedClassifier model, int report, TrainingOptions? options = null)
    {
        var stop = new CancelAfter(report);
        Assert.Throws<OperationCanceledException>(() => new Trainer(model, images, options ?? s_options).Train(path, progress: stop, cancellation: stop.Token));
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public void AStoppedAndResumedRunIsTheWholeRunToTheBit(string loss, int report)
    {
        using var whole = Model(loss);
        var losses = new Trainer(whole, images, s_options).Train();
        var random = get_rng_state().Numbers();

        var path = folder["run.safetensors"];
        using (var stopped = Model(loss)) Stop(path, stopped, report);
        // Other first weights and another random stream: what matters comes from the file.
        using var resumed = Model(loss, seed: 99);
        var again = new Trainer(resumed, images, s_options).Train(path);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(random, get_rng_state().Numbers());
        Assert.Equal(losses, again);
    }

    /// <summary>Three epochs, a file, another process's model and optimiser, three more: the bits of six. Convolutions lie channels-last.</summary>
    [Theory]
    [InlineData("mnist-net", Precision.Float32)]
    [InlineData("mnist-net", Precision.BFloat16)]
    [InlineData("resnet-20", Precision.Float32)]
    public void ThreeEpochsAndThreeAreSix(string network, Precision precision)
    {
        var shape = NetworkCatalogue.ImageOf(network);
        var pixels = new byte[16 * shape.Channels * shape.Height * shape.Width];
        new Random(3).NextBytes(pixels);
        using var few = ImageSet.From(new ImageData(pixels, [.. Enumerable.Range(0, 16).Select(i => i % 4L)], 16, shape.Channels, shape.Height, shape.Width, "few"), 4);
        BoundedClassifier Fresh(long seed)
        {
            manual_seed(seed);
            return new BoundedClassifier(NetworkCatalogue.Create(network, 64, precision), LossCatalogue.Create("lgm-paper", 4, 64), PixelSpace.Mnist);
        }
        var options = new TrainingOptions { Epochs = 6, BatchSize = 8, LearningRate = 0.001 };
        using BoundedClassifier whole = Fresh(1), half = Fresh(1), resumed = Fresh(2);
        var losses = new Trainer(whole, few, options, precision).Train();
        new Trainer(half, few, options with { Epochs = 3 }, precision).Train(folder["half.safetensors"]);
        Assert.Equal(losses, new Trainer(resumed, few, options, precision).Train(folder["half.safetensors"]));
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Fact]
    public void CropsAndMirrorsAreThoseOfTheWholeRun()
    {
        var options = s_options with { CropPadding = 2, Mirror = true };
        using var whole = Model("lgm");
        new Trainer(whole, images, options).Train();
        using var plain = Model("lgm");
        new Trainer(plain, images, s_options).Train();
        var path = folder["run.safetensors"];
        using (var stopped = Model("lgm")) Stop(path, stopped, 3, options);
        using var resumed = Model("lgm", seed: 99);
        new Trainer(resumed, images, options).Train(path);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.NotEqual(Weights(whole), Weights(plain));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void ARunStoppedTwiceIsTheWholeRun(int second)
    {
        using var whole = Model("lgm");
        new Trainer(whole, images, s_options).Train();
        var path = folder["run.safetensors"];
        using (var stopped = Model("lgm")) Stop(path, stopped, 1);
        using (var stopped = Model("lgm", 5)) Stop(path, stopped, second);
        using var resumed = Model("lgm", 6);
        new Trainer(resumed, images, s_options).Train(path);
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Fact]
    public void AFinishedRunGoesOnForLonger()
    {
        using BoundedClassifier whole = Model("lgm"), shorter = Model("lgm"), longer = Model("lgm", 7);
        var losses = new Trainer(whole, images, s_options).Train();
        var path = folder["run.safetensors"];
        new Trainer(shorter, images, s_options with { Epochs = 1 }).Train(path);
        Assert.Equal(losses, new Trainer(longer, images, s_options).Train(path));
        Assert.Equal(Weights(whole), Weights(longer));
        Assert.Contains("for 3 epochs, more than the 1", Assert.Throws<WorkbookException>(() => new Trainer(shorter, images, s_options with { Epochs = 1 }).Train(path)).Message);
    }

    [Fact]
    public void AFinishedRunIsReadAndNotTrained()
    {
        var path = folder["run.safetensors"];
        using var trained = Model("lgm");
        var losses = new Trainer(trained, images, s_options).Train(path);
        var written = File.ReadAllBytes(path);
        using var read = Model("lgm", 8);
        var watcher = new CancelAfter();
        Assert.Equal(losses, new Trainer(read, images, s_options).Train(path, progress: watcher));
        Assert.Equal(Weights(trained), Weights(read));
        Assert.Empty(watcher.Reports);
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    [Fact]
    public void AnotherTrainingsCheckpointIsRefused()
    {
        var path = folder["run.safetensors"];
        using (var stopped = Model("lgm")) Stop(path, stopped, 1);
        var written = File.ReadAllBytes(path);
        using var other = BlobImages.Set(60, Classes, seed: 2);
        using BoundedClassifier model = Model("lgm"), softmax = Model("softmax"), plain = BlobImages.Classifier("lgm", Classes);
        foreach (var (trainer, what) in new[]
        {
            (new Trainer(model, images, s_options with { LearningRate = 0.5 }), "LearningRate = 0.5"),
            (new Trainer(model, images, s_options with { Seed = 2 }), "Seed = 2"),
            (new Trainer(model, other, s_options), other.Fingerprint),
            (new Trainer(softmax, images, s_options), "softmax"),
            (new Trainer(model, images, s_options, Precision.BFloat16), "BFloat16"),
            (new Trainer(plain, images, s_options), "Covariance = Identity"),
        })
        {
            var before = Weights(model);
            var message = Assert.Throws<WorkbookException>(() => trainer.Train(path)).Message;
            Assert.StartsWith($"The checkpoint {path} is of another training", message);
            Assert.Contains(what, message);
            Assert.DoesNotContain('\n', message);
            Assert.Equal(before, Weights(model));
        }
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    [Fact]
    public void AFileLeftByAKilledWriterIsIgnored()
    {
        var path = folder["run.safetensors"];
        using (var stopped = Model("softmax")) Stop(path, stopped, 1);
        File.WriteAllBytes(folder[$".run.safetensors.{Environment.MachineName}-{Environment.ProcessId}.partial"], [1, 2, 3]);
        File.WriteAllBytes(folder[".run.safetensors.elsewhere-1.partial"], [1, 2, 3]);
        using BoundedClassifier resumed = Model("softmax", 3), whole = Model("softmax");
        new Trainer(resumed, images, s_options).Train(path);
        new Trainer(whole, images, s_options).Train();
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    public void Dispose()
    {
        images.Dispose();
        folder.Dispose();
    }
}
