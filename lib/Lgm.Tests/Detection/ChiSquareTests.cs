namespace Lgm.Tests.Detection;

[Collection(TorchState.Name)]
public sealed class ChiSquareTests
{
    // Tables of the distribution.
    [Theory]
    [InlineData(3.841458820694124, 1, 0.95)]
    [InlineData(0.4549364231195724, 1, 0.5)]
    [InlineData(7.814727903251179, 3, 0.95)]
    [InlineData(124.34211340400407, 100, 0.95)]
    public void Quantiles(double x, int degrees, double share) => Assert.Equal(share, ChiSquare.Cumulative(x, degrees), 1e-10);

    [Fact]
    public void TheEnds()
    {
        Assert.Equal(0, ChiSquare.Cumulative(0, 5));
        Assert.All(new[] { 1e3, 3e4, 1e5, 1e9, 1e300 }, x => Assert.Equal(1, ChiSquare.Cumulative(x, 5)));
        // Many degrees are nearly normal: the median lies 2/3 below the mean.
        Assert.Equal(0.5, ChiSquare.Cumulative(100_000 - 2.0 / 3, 100_000), 1e-5);
        Assert.Equal(1, ChiSquare.Cumulative(double.PositiveInfinity, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquare.Cumulative(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquare.Cumulative(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquare.Distance([], 2));
    }

    [Fact]
    public void GaussianFeaturesFollowItAndOthersDoNot()
    {
        using var scope = NewDisposeScope();
        const int N = 2_000, D = 6;
        var labels = tensor(Enumerable.Range(0, N).Select(i => i % 2L).ToArray());
        var gaussian = new Random(1).Normal(2, N, D) + labels.unsqueeze(1).to(float64) * 5;
        double Distance(Tensor features)
        {
            using var mixture = RefittedMixture.Fit(features, labels, 2, RefittedCovariance.Shared);
            return ChiSquare.Distance(mixture.SquaredDistances(features, labels), D);
        }
        Assert.InRange(Distance(gaussian), 0, 1.36 / Math.Sqrt(N));
        Assert.InRange(Distance(gaussian.square()), 0.1, 1);
        // The distance from a single point is the larger side of its step.
        Assert.Equal(0.5, ChiSquare.Distance([0.4549364231195724], 1), 1e-10);
    }
}
