using Lgm.Attacks;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Losses;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Attacks;

[Collection(TorchState.Name)]
public sealed class GradientAttackTests
{
    private const int Classes = TrainedBlobs.Classes;

    private static readonly GradientAttack s_fgsm = AttackCatalogue.Create("fgsm");

    public static TheoryData<string> Losses => [.. LossCatalogue.Names];

    [Theory]
    [MemberData(nameof(Losses))]
    public void AccuracyFallsWithEpsilonAndFurtherWithSteps(string loss)
    {
        using var scope = NewDisposeScope();
        var model = TrainedBlobs.Model(loss);
        var (images, labels) = BlobImages.Set(60, Classes, seed: 9).Range(0, 60);
        double Under(string attack, double eps) => TrainedBlobs.Accuracy(model, AttackCatalogue.Create(attack).Perturb(model, images, labels, new Linf(eps)), labels);
        double[] accuracies = [TrainedBlobs.Accuracy(model, images, labels), Under("fgsm", 0.05), Under("fgsm", 0.2), Under("fgsm", 0.5)];
        Assert.True(accuracies[^1] < accuracies[0] - 0.3, string.Join(" ", accuracies));
        Assert.Equal(accuracies.OrderDescending(), accuracies);
        Assert.InRange(Under("bim", 0.2), 0, accuracies[2]);
    }

    // x_{i+1} = clip(P(x_i + share eps sign grad J(x_i))), element by element.
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(3, 0.5)]
    [InlineData(4, 1.0)]
    public void TheWalkIsThatOfTheSlowForm(int count, double share)
    {
        using var scope = NewDisposeScope();
        const double eps = 0.125;
        var model = BlobImages.Classifier("lgm", Classes).to(float64).Redrawn(new Random(3), 0.4);
        var (pixels, labels) = BlobImages.Set(6, Classes).Range(0, 6);
        var images = pixels.to(float64);
        var walked = new GradientAttack(new Misclassification(), new SignSteps(count, share), AttackTarget.TrueClass).Perturb(model, images, labels, new Linf(eps)).Numbers();
        var (origin, slow) = (images.Numbers(), images.Numbers());
        for (var step = 0; step < count; step++)
        {
            var at = tensor(slow, images.shape).requires_grad_();
            var gradient = autograd.grad([nn.functional.cross_entropy(model.Logits(at), labels, reduction: nn.Reduction.Sum)], [at])[0].Numbers();
            for (var i = 0; i < slow.Length; i++)
                slow[i] = Math.Clamp(Math.Clamp(slow[i] + share * eps * Math.Sign(gradient[i]), origin[i] - eps, origin[i] + eps), 0, 1);
        }
        Golden.AssertClose(walked, slow, 1e-12, "pixel");
    }

    [Fact]
    public void ManyBallsAreEachAsAlone()
    {
        using var scope = NewDisposeScope();
        var model = TrainedBlobs.Model("softmax");
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        foreach (var attack in new[] { s_fgsm, AttackCatalogue.Create("bim") })
        {
            Linf[] balls = [new(0), new(0.1), new(0.3)];
            var together = attack.PerturbFor(model, images, labels, balls);
            for (var i = 0; i < balls.Length; i++) Assert.Equal(attack.Perturb(model, images, labels, balls[i]).Numbers(), together[i].Numbers());
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AnImpossibleBallIsRefused(double eps)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_fgsm.Perturb(TrainedBlobs.Model("softmax"), images, labels, new Linf(eps)));
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0.0)]
    [InlineData(1, 1.5)]
    [InlineData(1, double.NaN)]
    public void ImpossibleStepsAreRefused(int count, double share) =>
        Assert.Throws<WorkbookException>(() => AttackCatalogue.Create("bim", iterated: new SignSteps(count, share)));

    [Fact]
    public void EpsilonIsInPixelUnits()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        // Pixels of 0 to 255 and a deviation of 50: eps 8 must move them by 8, not by 8 deviations.
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten(), nn.Linear(4, 3)).Redrawn(random), new Softmax(4, 3).Redrawn(random), new PixelSpace(0, 255, 100, 50));
        var images = full([2, 1, 2, 2], 128, float32);
        var attacked = s_fgsm.Perturb(model, images, tensor(new[] { 0L, 3 }), new Linf(8));
        Assert.All((attacked - images).abs().Numbers(), moved => Assert.Equal(8, moved, 1e-4));
    }
}
