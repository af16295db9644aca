namespace Lgm.Tests.Losses;

/// <summary>Where re-implementations go to NaN: far features, collapsing variances, means far from zero.</summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureStabilityTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(1e2)]
    [InlineData(1e4)]
    public void FarFeaturesAndSmallestVariancesStayFinite(double size)
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var head = GaussianMixtureCases.Head(random, 10, 100, Covariance.Diagonal, true, 1, 0.1, ScalarType.Float32);
        head.LogVariances!.Put([.. Enumerable.Repeat(Math.Log(head.Options.VarianceFloor), 1000)]);
        var features = random.Normal(size, 16, 100).to(float32).requires_grad_();
        var loss = head.Loss(features, random.Labels(16, 10));
        loss.backward();
        Assert.All(head.parameters().Select(p => p.grad!).Append(features.grad!).Append(loss), g => Assert.True(g.isfinite().all().item<bool>()));
        Assert.True(head.Logits(features).isfinite().all().item<bool>());
        Assert.True(head.LogLikelihood(features).isfinite().all().item<bool>());
        Assert.NotEqual(0, features.grad!.abs().max().item<float>());
    }

    [Theory]
    [InlineData(Covariance.Identity)]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    public void MeansFarFromZeroLoseNoDigits(Covariance covariance)
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var head = GaussianMixtureCases.Head(random, 5, 20, covariance, false, 0.5, 0.1, ScalarType.Float32);
        // 1000 and its neighbours are exact in float32 only to 6e-5; multiples of 1/64 are exact.
        head.Means.Put([.. head.Means.Numbers().Select(m => 1000 + Math.Round(m * 64) / 64)]);
        var features = tensor(random.Normal(1, 8, 20).Numbers().Select(x => 1000 + Math.Round(x * 64) / 64).ToArray(), [8, 20]).to(float32);
        Golden.AssertClose(head.Logits(features).Numbers(), new SlowMixture(head).Logits(features), 1e-4, "logits");
    }

    [Fact]
    public void ASampleOnItsMeanHasNoNegativeDistance()
    {
        using var scope = NewDisposeScope();
        var random = new Random(5);
        var means = random.Normal(30, 50, 64).to(float32);
        var distances = DiagonalGaussian.HalfSquaredDistances(means, means);
        Assert.True(distances.min().item<float>() >= 0);
        Assert.True(DiagonalGaussian.HalfSquaredDistances(means, means, ones([1, 64]) * 3).min().item<float>() >= 0);
    }

    [Fact]
    public void AStepLiftsVariancesOntoTheFloorAndLeavesTheOthers()
    {
        using var scope = NewDisposeScope();
        var head = new GaussianMixture(2, 2, new GaussianMixtureOptions { Covariance = Covariance.Diagonal, VarianceFloor = 0.01 }).to(float64);
        head.LogVariances!.Put(-20, Math.Log(0.02), double.MinValue, 3);
        head.AfterStep(zeros([1, 2], float64), zeros([1], int64));
        Golden.AssertClose(head.LogVariances!.Numbers(), [Math.Log(0.01), Math.Log(0.02), Math.Log(0.01), 3], 1e-15, "log v");
    }

    [Theory]
    [InlineData(Covariance.Isotropic, false)]
    [InlineData(Covariance.Isotropic, true)]
    [InlineData(Covariance.Diagonal, false)]
    [InlineData(Covariance.Diagonal, true)]
    public void TrainingWithLearnedVariancesNeverPassesTheFloor(Covariance covariance, bool shared)
    {
        using var scope = NewDisposeScope();
        var random = new Random(8);
        // Features exactly on their class's mean: the likelihood term alone would drive log v to minus infinity.
        var head = new GaussianMixture(2, 2, new GaussianMixtureOptions { Covariance = covariance, SharedCovariance = shared, LikelihoodWeight = 1, Margin = 0, VarianceFloor = 0.05 }).to(float64).Redrawn(random);
        var labels = tensor(new[] { 0L, 1 });
        var sgd = optim.SGD(head.parameters(), 0.5);
        for (var i = 0; i < 50; i++)
        {
            var features = head.Means.detach().clone();
            sgd.zero_grad();
            head.Loss(features, labels).backward();
            sgd.step();
            head.AfterStep(features, labels);
            Assert.True(head.LogVariances!.min().item<double>() >= Math.Log(0.05) - 1e-12);
        }
        Assert.Equal(Math.Log(0.05), head.LogVariances!.max().item<double>(), 1e-9);
    }
}
