using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Losses;

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

    [Fact]
    public void TheHeadlineIsFixedIdentityEqualPriorsMarginOneWeightATenth()
    {
        using var head = new GaussianMixture(3, 2);
        Assert.Null(head.LogVariances);
        Assert.Null(head.PriorLogits);
        Assert.Equal([0, 0.5, 1, 1], new[] { 0, 2.5, 5, 50 }.Select(head.Options.Margin.At));
        Assert.Equal(0.1, head.Options.LikelihoodWeight.At(5));
    }
}
