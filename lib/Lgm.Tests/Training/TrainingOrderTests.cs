using TorchSharp.Modules;

namespace Lgm.Tests.Training;

/// <summary>Which image is shown when, and at which learning rate.</summary>
[Collection(TorchState.Name)]
public sealed class TrainingOrderTests : IDisposable
{
    private const int Images = 23, Steps = 5;
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 5, Momentum = 1e-12, WeightDecay = 0, LearningRate = 0.1, Decay = 0.5, DecayEvery = 2, WarmUp = 0 };
    // As many classes as images: the label names the image.
    private readonly ImageSet distinct = ImageSet.From(BlobImages.Data(Images, 9) with { Labels = [.. Enumerable.Range(0, Images).Select(i => (long)i)] }, Images);

    private List<(double Epoch, long[] Labels, double Height)> Run(TrainingOptions options, string? checkpoint = null)
    {
        using var model = new BoundedClassifier(nn.Flatten(), new RecordingHead(Images, 81), PixelSpace.Mnist);
        Trainer.Train(model, distinct, options, checkpoint);
        return ((RecordingHead)model.Head).Steps;
    }

    [Fact]
    public void AnEpochShowsEveryImageOnceInAnOrderOfItsOwn()
    {
        var steps = Run(s_options);
        Assert.Equal([5, 5, 5, 5, 3], steps.Take(Steps).Select(s => s.Labels.Length));
        Assert.Equal(Enumerable.Range(0, 3 * Steps).Select(i => i / Steps + (i % Steps + 0.5) / Steps), steps.Select(s => s.Epoch));
        var orders = steps.Chunk(Steps).Select(e => e.SelectMany(s => s.Labels).ToArray()).ToArray();
        Assert.All(orders, o => Assert.Equal(Enumerable.Range(0, Images).Select(i => (long)i), o.Order()));
        Assert.Equal(3, orders.Select(o => string.Join(" ", o)).Distinct().Count());
        Assert.NotEqual(orders[0], Run(s_options with { Seed = 2 }).Take(Steps).SelectMany(s => s.Labels));
    }

    [Theory]
    [InlineData(0, new double[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5 })]
    [InlineData(0.8, new double[] { 0.125, 0.375, 0.625, 0.875, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5 })]
    public void TheLearningRateRisesAndFallsInSteps(double warmUp, double[] factors)
    {
        var heights = Run(s_options with { WarmUp = warmUp }).Select(s => s.Height).Prepend(0).ToArray();
        Golden.AssertClose([.. heights.Zip(heights.Skip(1), (before, after) => before - after)], [.. factors.Select(f => f * 0.1)], 1e-9, "rate");
    }

    [Fact]
    public void TheRateFallsAtGivenEpochsOrAlongACosine()
    {
        var steps = new TrainingOptions { Epochs = 300, WarmUp = 0, Decay = 0.1, FirstDecay = 150, DecayEvery = 75 };
        Assert.Equal([1, 1, 0.1, 0.1, 0.01, 0.01], new[] { 0, 149.9, 150, 224.9, 225, 299.9 }.Select(e => Math.Round(steps.RateFactor(e), 12)));
        var cosine = new TrainingOptions { Epochs = 20, WarmUp = 2, Cosine = true };
        Assert.Equal([0.5 * (1 + Math.Cos(Math.PI / 20)) / 2, 0.5, 0], new[] { 1.0, 10, 20 }.Select(cosine.RateFactor));
    }

    // With a cosine the rates of a longer training are others from the first step on.
    [Fact]
    public void ACosineIsResumedOnlyTowardsTheSameEnd()
    {
        using var folder = new TemporaryFolder();
        var options = s_options with { Cosine = true, Epochs = 1 };
        Run(options, folder["a"]);
        Assert.Contains("is of another training", Assert.Throws<WorkbookException>(() => Run(options with { Epochs = 2 }, folder["a"])).Message);
    }

    public void Dispose() => distinct.Dispose();

    // The loss is the one parameter: its gradient is 1, so that it falls by the learning rate.
    private sealed class RecordingHead : ClassificationHead
    {
        private readonly Parameter height = new(zeros(1, float64));

        public RecordingHead(int classes, int features) : base("recording", classes, features) => RegisterComponents();

        public List<(double Epoch, long[] Labels, double Height)> Steps { get; } = [];

        public override Tensor Logits(Tensor features) => zeros([features.shape[0], Classes]);

        public override Tensor Loss(Tensor features, Tensor labels) => height.sum();

        public override void AfterStep(Tensor features, Tensor labels) => Steps.Add((Epoch, labels.data<long>().ToArray(), height.item<double>()));
    }
}
