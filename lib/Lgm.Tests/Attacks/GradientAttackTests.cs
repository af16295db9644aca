namespace Lgm.Tests.Attacks;

[Collection(TorchState.Name)]
public sealed class GradientAttackTests
{
    private const int Classes = TrainedBlobs.Classes;

    // x_{i+1} = clip(P(x_i + share eps sign grad J(x_i))), element by element; one step of share 1 is clip(x + eps sign grad J(x)).
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
        GradientAttack attack = count == 1 ? new Fgsm(eps) : new Bim(eps, count, share);
        var walked = attack.Perturb(model, images, labels).Numbers();
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

    [Theory]
    [InlineData(-0.1, 1, 1.0)]
    [InlineData(double.NaN, 1, 1.0)]
    [InlineData(0.1, 0, 1.0)]
    [InlineData(0.1, 1, 0.0)]
    [InlineData(0.1, 1, 1.5)]
    public void ImpossibleBallsAndStepsAreRefused(double eps, int steps, double share) =>
        Assert.Throws<WorkbookException>(() => new Bim(eps, steps, share));

    [Fact]
    public void EpsilonIsInPixelUnits()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        // Pixels of 0 to 255 and a deviation of 50: eps 8 must move them by 8, not by 8 deviations.
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten(), nn.Linear(4, 3)).Redrawn(random), new Softmax(4, 3).Redrawn(random), new PixelSpace(0, 255, 100, 50));
        model.eval();
        var images = full([2, 1, 2, 2], 128, float32);
        var attacked = new Fgsm(8).Perturb(model, images, tensor(new[] { 0L, 3 }));
        Assert.All((attacked - images).abs().Numbers(), moved => Assert.Equal(8, moved, 1e-4));
    }
}
