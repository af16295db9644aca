using Lgm.Attacks;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Losses;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Attacks;

/// <summary>What holds for the attack on a model of every loss.</summary>
[Collection(TorchState.Name)]
public sealed class FastGradientSignTests
{
    private const int Classes = 5;
    private static readonly Dictionary<string, BoundedClassifier> s_trained = [];

    public static TheoryData<string> Losses => [.. LossCatalogue.Names];

    private static BoundedClassifier Trained(string loss)
    {
        if (s_trained.TryGetValue(loss, out var known)) return known;
        using var images = BlobImages.Set(100, Classes);
        var model = BlobImages.Classifier(loss, Classes);
        new Trainer(model, images, new TrainingOptions { Epochs = 6, BatchSize = 20, LearningRate = 0.05, DecayEvery = 6 }).Train();
        return s_trained[loss] = model;
    }

    private static double Accuracy(BoundedClassifier model, Tensor images, Tensor labels) => model.Logits(images).argmax(1).eq(labels).to(float64).mean().item<double>();

    [Theory]
    [MemberData(nameof(Losses))]
    public void AccuracyFallsWithinTheBallAndTheBounds(string loss)
    {
        using var scope = NewDisposeScope();
        var model = Trained(loss);
        var (images, labels) = BlobImages.Set(60, Classes, seed: 9).Range(0, 60);
        var accuracies = new List<double> { Accuracy(model, images, labels) };
        Assert.True(accuracies[0] > 0.9, $"the net learned nothing: {accuracies[0]}");
        foreach (var eps in new[] { 0.05, 0.2, 0.5 })
        {
            var attacked = new FastGradientSign().Perturb(model, images, labels, new Linf(eps));
            Assert.Equal(images.shape, attacked.shape);
            Assert.InRange((attacked - images).abs().max().item<float>(), eps / 2, eps + 1e-6);
            Assert.True(attacked.min().item<float>() >= 0 && attacked.max().item<float>() <= 1);
            accuracies.Add(Accuracy(model, attacked, labels));
        }
        Assert.True(accuracies[^1] < accuracies[0] - 0.3, string.Join(" ", accuracies));
        Assert.Equal(accuracies.OrderDescending(), accuracies);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void NothingButTheResultChanges(string loss)
    {
        using var scope = NewDisposeScope();
        var model = Trained(loss);
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        model.zero_grad();
        model.Head.Loss(model.Features(images), labels).backward();
        double[][] State() => [images.Numbers(), labels.Numbers(), .. model.state_dict().Values.Select(t => t.Numbers()), .. model.parameters().Select(p => p.grad!.Numbers())];
        var before = State();
        var mode = model.training;
        Tensor attacked;
        using (no_grad()) attacked = new FastGradientSign().Perturb(model, images, labels, new Linf(0.1));
        Assert.Equal(before, State());
        Assert.Equal(mode, model.training);
        Assert.False(images.requires_grad);
        Assert.False(attacked.requires_grad);
        // With gradients on or off around it, the attack is the same.
        Assert.Equal(attacked.Numbers(), new FastGradientSign().Perturb(model, images, labels, new Linf(0.1)).Numbers());
    }

    [Fact]
    public void ZeroChangesNothing()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        Assert.Equal(images.Numbers(), new FastGradientSign().Perturb(Trained("softmax"), images, labels, new Linf(0)).Numbers());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AnImpossibleBallIsRefused(double eps)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastGradientSign().Perturb(Trained("softmax"), images, labels, new Linf(eps)));
    }

    [Fact]
    public void EpsilonIsInPixelUnits()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        // Pixels of 0 to 255 and a deviation of 50: eps 8 must move them by 8, not by 8 deviations.
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten(), nn.Linear(4, 3)).Redrawn(random), new Softmax(4, 3).Redrawn(random), new PixelSpace(0, 255, 100, 50));
        var images = full([2, 1, 2, 2], 128, float32);
        var attacked = new FastGradientSign().Perturb(model, images, tensor(new[] { 0L, 3 }), new Linf(8));
        Assert.All((attacked - images).abs().Numbers(), moved => Assert.Equal(8, moved, 1e-4));
    }
}
