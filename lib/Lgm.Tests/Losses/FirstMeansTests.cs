using Lgm.Losses;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;

namespace Lgm.Tests.Losses;

/// <summary>Where the means of the mixture are before training.</summary>
[Collection(TorchState.Name)]
public sealed class FirstMeansTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void InAPlaneTheyStandOnACircleAndNoneAmidTheOthers(int classes)
    {
        using var head = new GaussianMixture(classes, 2);
        double[][] means = [.. head.Means.Numbers().Chunk(2)];
        Assert.All(means, m => Assert.Equal(0.8, Length(m), 1e-6));
        // The neighbours of class k are k - 1 and k + 1, all equally far.
        double[] gaps = [.. Enumerable.Range(0, classes).Select(k => Distance(means[k], means[(k + 1) % classes]))];
        Assert.All(gaps, gap => Assert.Equal(1.6 * Math.Sin(Math.PI / classes), gap, 1e-6));
        Assert.Equal(gaps[0], Pairs(means).Min(), 1e-6);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void WithMoreFeaturesTheyAreDrawnWithTheSeedAtTheSameLength(int features)
    {
        torch.manual_seed(7);
        using var head = new GaussianMixture(100, features);
        double[][] means = [.. head.Means.Numbers().Chunk(features)];
        Assert.Equal(0.64, means.Average(m => Length(m) * Length(m)), 0.1);
        torch.manual_seed(7);
        using var same = new GaussianMixture(100, features);
        using var other = new GaussianMixture(100, features);
        Assert.Equal(head.Means.Numbers(), same.Means.Numbers());
        Assert.NotEqual(head.Means.Numbers(), other.Means.Numbers());
    }

    private static double Length(double[] v) => Math.Sqrt(v.Sum(x => x * x));

    private static double Distance(double[] a, double[] b) => Length([.. a.Zip(b, (x, y) => x - y)]);

    private static IEnumerable<double> Pairs(double[][] points) => points.SelectMany((p, i) => points[(i + 1)..].Select(q => Distance(p, q)));
}
