namespace Lgm.Tests.Losses;

/// <summary>The boundaries found on the loss against those worked out by hand.</summary>
[Collection(TorchState.Name)]
public sealed class MarginBoundaryTests
{
    public static TheoryData<double> Cases => [0, 0.01, 0.1, 0.3, 1];

    [Theory]
    [MemberData(nameof(Cases))]
    public void OnTheLineThroughTheMeans(double alpha)
    {
        var boundary = new MarginBoundary(alpha);
        var root = Math.Sqrt(1 + alpha);
        Assert.Equal(1 / (1 + root), boundary.Of(0, [0])[0], 1e-9);
        Assert.Equal(1 - 1 / (1 + root), boundary.Of(1, [0])[0], 1e-9);
        Assert.Equal((root - 1) / (root + 1), boundary.Gap, 1e-9);
    }

    // (1 + alpha) |x - mu_z|^2 = |x - mu_other|^2.
    [Theory]
    [MemberData(nameof(Cases))]
    public void InThePlaneTheSquaresStandInTheRatioOfTheMargin(double alpha)
    {
        double[] heights = [-0.8, 0.1, 0.6];
        foreach (var z in new[] { 0, 1 })
            foreach (var (x, y) in new MarginBoundary(alpha).Of(z, heights).Zip(heights))
            {
                double Square(int k) => (x - k) * (x - k) + y * y;
                Assert.Equal((1 + alpha) * Square(z), Square(1 - z), 1e-9);
            }
    }

    // Both training logits are equal there, so that cross-entropy is that of a toss.
    [Fact]
    public void TheLossOfASampleOnItIsLogTwo()
    {
        using var scope = NewDisposeScope();
        var head = new GaussianMixture(2, 2, new GaussianMixtureOptions { Margin = 0.3, LikelihoodWeight = 0 }).to(float64);
        head.Means.Put(0, 0, 1, 0);
        var x = new MarginBoundary(0.3).Of(1, [0.4])[0];
        Assert.Equal(Math.Log(2), head.Loss(tensor(new[,] { { x, 0.4 } }), tensor(new[] { 1L })).item<double>(), 1e-9);
    }

    [Fact]
    public void ThereAreTwoClasses() => Assert.Throws<ArgumentOutOfRangeException>(() => new MarginBoundary(0).Of(2, [0]));
}
