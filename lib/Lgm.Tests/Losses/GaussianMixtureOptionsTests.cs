namespace Lgm.Tests.Losses;

[Collection(TorchState.Name)]
public sealed class GaussianMixtureOptionsTests
{
    public static TheoryData<string, GaussianMixtureOptions> OutOfRange => new()
    {
        { "margin", new() { Margin = -1 } },
        { "margin", new() { Margin = double.NaN } },
        { "margin", new() { Margin = new(1, 5, From: -0.1) } },
        { "likelihood weight", new() { LikelihoodWeight = double.PositiveInfinity } },
        { "likelihood weight", new() { LikelihoodWeight = -1e-9 } },
        { "variance floor", new() { VarianceFloor = 0 } },
        { "variance floor", new() { VarianceFloor = double.NaN } },
        { "initial variance", new() { Covariance = Covariance.Diagonal, InitialVariance = 0 } },
        { "initial variance", new() { Covariance = Covariance.Diagonal, InitialVariance = 0.01, VarianceFloor = 0.1 } },
        { "initial variance", new() { Covariance = Covariance.Diagonal, InitialVariance = double.NaN } },
        { "initial variance", new() { InitialVariance = 2 } },
        { "learned priors", new() { LearnedPriors = true, NormalizedLogits = false } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void ValuesOutOfRangeAreNamed(string name, GaussianMixtureOptions options) =>
        Assert.Contains($"The {name} ", Assert.Throws<WorkbookException>(() => new GaussianMixture(3, 2, options)).Message);

    // In a loop of one's own nobody counts epochs: the whole loss must be there from the first step on.
    [Fact]
    public void RightAfterConstructionItIsTheLossWithMarginOneAndWeightATenth()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var head = new GaussianMixture(10, 100).to(float64).Redrawn(random, 0.2);
        Assert.Null(head.LogVariances);
        Assert.Null(head.PriorLogits);
        var (features, labels) = (random.Normal(1, 12, 100), random.Labels(12, 10));
        var (x, mu, z) = (features.Numbers().Chunk(100).ToArray(), head.Means.Numbers().Chunk(100).ToArray(), labels.data<long>().ToArray());
        double Slow(double alpha) => x.Zip(z).Average(sample =>
        {
            double[] d = [.. mu.Select(m => m.Zip(sample.First, (a, b) => (a - b) * (a - b)).Sum() / 2)];
            double[] logits = [.. d.Select((distance, k) => -distance * (k == sample.Second ? 1 + alpha : 1))];
            return Math.Log(logits.Sum(l => Math.Exp(l - logits.Max()))) + logits.Max() - logits[sample.Second] + 0.1 * d[sample.Second];
        });
        Assert.Equal(Slow(alpha: 1), head.Loss(features, labels).item<double>(), 1e-9);
        Assert.True(Slow(alpha: 1) > Slow(alpha: 0) + 1);
    }
}
