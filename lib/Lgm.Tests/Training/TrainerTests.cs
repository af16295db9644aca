namespace Lgm.Tests.Training;

[Collection(TorchState.Name)]
public sealed class TrainerTests : IDisposable
{
    private const int Classes = 4;
    private static readonly TrainingOptions s_options = new() { Epochs = 4, BatchSize = 10, LearningRate = 0.05, DecayEvery = 2 };
    private readonly ImageSet images = BlobImages.Set(60, Classes);

    [Theory]
    [InlineData("softmax")]
    [InlineData("center")]
    [InlineData("l-softmax")]
    [InlineData("lgm")]
    [InlineData("lgm-paper")]
    public void TheNetLearnsAndLeavesNoTensorsBehind(string loss)
    {
        using var model = BlobImages.Classifier(loss, Classes, mixture: new() { Margin = new(0.5), LikelihoodWeight = 0.01 });
        LiveTensors.Collect();
        var before = Tensor.TotalCount;
        // The limit keeps one rate for all: a loss may multiply its gradients, as a scale of 64 does.
        var losses = Trainer.Train(model, images, s_options with { GradientNorm = 1 }).Losses;
        model.zero_grad();
        LiveTensors.Collect();
        Assert.Equal(before, Tensor.TotalCount);

        Assert.Equal(s_options.Epochs, losses.Count);
        Assert.True(losses[^1] < losses[0] / 2, string.Join(" ", losses));
        using var scope = NewDisposeScope();
        using var fresh = BlobImages.Set(40, Classes, seed: 77);
        Assert.True(model.Accuracy(fresh) > 0.9);
        Assert.False(model.training);
    }

    [Fact]
    public void WhatIsMeasuredAfterEachEpochIsKeptOverAResumeAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        (double[] Weights, IReadOnlyList<double> Accuracies) Trained(int epochs, bool measured, string? checkpoint)
        {
            using var model = BlobImages.Classifier("lgm", Classes);
            double Measure()
            {
                Assert.False(model.training);
                using var scope = NewDisposeScope();
                var (pixels, _) = images.Range(0, images.Count);
                return model.Logits(pixels).max().to(float64).item<double>();
            }
            var history = Trainer.Train(model, images, s_options with { Epochs = epochs }, checkpoint, measured ? Measure : null);
            return ([.. model.state_dict().Values.SelectMany(t => t.Numbers())], history.Accuracies);
        }
        var whole = Trained(4, measured: true, null);
        Assert.Equal(4, whole.Accuracies.Count);
        Assert.Equal(4, whole.Accuracies.Distinct().Count());
        Trained(2, measured: true, folder["a"]);
        var resumed = Trained(4, measured: true, folder["a"]);
        Assert.Equal(whole.Weights, resumed.Weights);
        Assert.Equal(whole.Accuracies, resumed.Accuracies);
        var (weights, none) = Trained(4, measured: false, null);
        Assert.Equal(whole.Weights, weights);
        Assert.Empty(none);
        // Accuracies of some epochs alone would be taken for those of others.
        Assert.Empty(Trained(5, measured: false, folder["a"]).Accuracies);
        Assert.Contains("without measuring", Assert.Throws<WorkbookException>(() => Trained(6, measured: true, folder["a"])).Message);
    }

    [Fact]
    public void AStepIsNesterovWithTheHeadsOwnRates()
    {
        using var scope = NewDisposeScope();
        var options = new TrainingOptions { Epochs = 1, BatchSize = 60, LearningRate = 0.01, Momentum = 0.8, WeightDecay = 0.1, WarmUp = 0 };
        var model = BlobImages.Classifier("lgm", Classes, mixture: new() { Covariance = Covariance.Diagonal, Margin = 0.2, LikelihoodWeight = 0.1 });
        model.Head.Loss(model.Features(images.Range(0, 60).Images), images.Labels).backward();
        var expected = model.named_parameters().ToDictionary(p => p.name, p =>
        {
            var rate = p.name == "head.log_variances" ? 0.001 : 0.01;
            // The first step: velocity = g + decay w; with Nesterov it moves by rate (1 + momentum) velocity.
            return (p.parameter - (p.parameter.grad! + p.parameter * 0.1) * (rate * 1.8)).Numbers();
        });
        Trainer.Train(model, images, options);
        foreach (var (name, parameter) in model.named_parameters()) Golden.AssertClose(parameter.Numbers(), expected[name], 1e-5, name);
    }

    [Fact]
    public void ALongGradientIsShortenedAsAWholeAndAShortOneIsLeft()
    {
        using var scope = NewDisposeScope();
        // Without decay, the first Nesterov step moves the weights by 1.8 rate g.
        double Moved(double limit)
        {
            var model = BlobImages.Classifier("softmax", Classes);
            var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.Numbers());
            Trainer.Train(model, images, new TrainingOptions { Epochs = 1, BatchSize = 60, LearningRate = 0.01, Momentum = 0.8, WeightDecay = 0, WarmUp = 0, GradientNorm = limit });
            return Math.Sqrt(model.named_parameters().Sum(p => p.parameter.Numbers().Zip(before[p.name], (a, b) => (a - b) * (a - b)).Sum())) / (0.01 * 1.8);
        }
        var norm = Moved(0);
        Assert.Equal(norm / 3, Moved(norm / 3), norm * 1e-3);
        Assert.Equal(norm, Moved(norm * 1.01), norm * 1e-6);
    }

    [Fact]
    public void ALossThatIsNoNumberStopsTheTraining()
    {
        using var model = BlobImages.Classifier("lgm", Classes);
        var message = Assert.Throws<DivergedException>(() => Trainer.Train(model, images, s_options with { LearningRate = 1e30 })).Message;
        Assert.Matches("^The loss became .* in epoch 1, at step .* of 6: .*lower learning rate", message);
    }

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        using var model = BlobImages.Classifier("softmax", Classes);
        foreach (var (name, options) in new (string, TrainingOptions)[]
        {
            ("Epochs", new() { Epochs = 0 }), ("BatchSize", new() { BatchSize = 0 }), ("LearningRate", new() { LearningRate = 0 }), ("LearningRate", new() { LearningRate = double.NaN }), ("WarmUp", new() { WarmUp = -1 }),
            ("Decay", new() { Decay = -1 }), ("DecayEvery", new() { DecayEvery = 0 }), ("Momentum", new() { Momentum = 1 }), ("Momentum", new() { Momentum = 0 }), ("WeightDecay", new() { WeightDecay = -1 }),
            ("GradientNorm", new() { GradientNorm = -1 }), ("GradientNorm", new() { GradientNorm = double.NaN }),
        })
            Assert.Contains($"option {name} is", Assert.Throws<WorkbookException>(() => Trainer.Train(model, images, options)).Message);
    }

    public void Dispose() => images.Dispose();
}
