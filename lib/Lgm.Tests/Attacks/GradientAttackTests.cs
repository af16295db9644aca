namespace Lgm.Tests.Attacks;

/// <summary>FGSM, BIM and the likelihood-raising attack by their formulas.</summary>
[Collection(TorchState.Name)]
public sealed class GradientAttackTests(TrainedBlobs trained)
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

    [Theory]
    [InlineData("lgm")]
    [InlineData("center")]
    public void ItRaisesTheLogOddsAgainstTheTrueClassOrOfTheWantedOne(string loss)
    {
        using var scope = NewDisposeScope();
        var model = BlobImages.Classifier(loss, 4).to(float64).Redrawn(new Random(3), 0.3);
        var (images, labels) = (BlobImages.Set(8, 4).Range(0, 8).Images.to(float64), new Random(6).Labels(8, 4));
        double[] logOdds = [.. model.Logits(images).softmax(1).gather(1, labels.unsqueeze(1)).Numbers().Select(p => Math.Log(p / (1 - p)))];
        Golden.AssertClose(new Fgsm(0.1).Objective(model, images, labels).Numbers(), [.. logOdds.Select(o => -o)], 1e-10, "log((1 - p) / p)");
        Golden.AssertClose(new Fgsm(0.1, AttackTarget.WrongClass(1)).Objective(model, images, labels).Numbers(), logOdds, 1e-10, "log(p / (1 - p))");
    }

    [Fact]
    public void ASureModelStillMovesEveryPixel()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var head = new Softmax(3, 16).Redrawn(random);
        head.state_dict()["classifier.bias"].Put(200, 0, -100);
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten()), head, new PixelSpace(0, 1, 0, 1));
        model.eval();
        var images = (random.Normal(0.02, 5, 1, 4, 4) + 0.5).to(float32).requires_grad_();
        var labels = zeros([5], int64);
        // In float32 the softmax of the true class is exactly 1 here: cross-entropy has nothing to say.
        var cross = autograd.grad([nn.functional.cross_entropy(model.Logits(images), labels)], [images])[0];
        Assert.Equal(0, cross.abs().max().item<float>());
        Assert.All((new Fgsm(0.1).Perturb(model, images, labels) - images).Numbers(), moved => Assert.Equal(0.1, Math.Abs(moved), 1e-6));
    }

    // log N_t(f(x)) summed feature by feature, identity covariance.
    [Fact]
    public void ItRaisesTheLogLikelihoodOfTheWantedClass()
    {
        using var scope = NewDisposeScope();
        var model = BlobImages.Classifier("lgm", 4).to(float64).Redrawn(new Random(3), 0.3);
        var (pixels, wanted) = (BlobImages.Set(8, 4).Range(0, 8).Images.to(float64), new Random(5).Labels(8, 4));
        var value = new LikelihoodRaising(0.1).Objective(model, pixels, wanted);
        Assert.Equal([8], value.shape);
        var (features, means, t) = (model.Features(pixels).Numbers(), ((GaussianMixture)model.Head).Means.Numbers(), wanted.data<long>().ToArray());
        const int D = BlobImages.Dimension;
        var slow = Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, D).Sum(j => -0.5 * Math.Pow(features[i * D + j] - means[t[i] * D + j], 2) - 0.5 * Math.Log(2 * Math.PI)));
        Golden.AssertClose(value.Numbers(), [.. slow], 1e-10, "log N_t");
    }

    [Fact]
    public void AHeadWithoutADensityNeedsOneToBeGiven()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(4, TrainedBlobs.Classes).Range(0, 4);
        var message = Assert.Throws<WorkbookException>(() => new LikelihoodRaising(0.1).Perturb(trained.Model("center"), images, labels)).Message;
        Assert.Contains("\"center\"", message);
        Assert.Contains("refitted", message);
    }
}
