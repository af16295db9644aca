using FsCheck;
using FsCheck.Fluent;
using Lgm.Detection;
using Xunit;

namespace Lgm.Tests.Detection;

public sealed class DetectionMetricsTests
{
    // Few distinct values, so that ties within and across the two samples are the rule.
    private static readonly Arbitrary<double[]> Scores = Gen.Choose(-6, 6).Select(i => i / 2.0).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    /// <summary>Sample i of both is of image i.</summary>
    internal static DetectionScores Paired(double[] normal, double[] abnormal) =>
        new(Math.Max(normal.Length, abnormal.Length), normal, [.. Enumerable.Range(0, normal.Length)], abnormal, [.. Enumerable.Range(0, abnormal.Length)]);

    [Fact]
    public void TheyAreThoseOfTheCurve() => Prop.ForAll(Scores, Scores, (normal, abnormal) =>
    {
        var (metrics, curve) = (Paired(normal, abnormal).Metrics(), RocCurve.Of(normal, abnormal));
        Assert.Equal(curve.EqualErrorRate, metrics.EqualErrorRate, 1e-12);
        Assert.Equal(curve.AreaUnderCurve, metrics.AreaUnderCurve, 1e-12);
        Assert.Equal(curve.FalsePositiveRate[curve.TruePositiveRate.ToList().FindIndex(t => t >= 0.95)], metrics.FalsePositiveRateAt95);
        // Precision at each abnormal sample's own threshold, averaged over the abnormal samples.
        Assert.Equal(abnormal.Average(t => abnormal.Count(s => s >= t) / (double)abnormal.Concat(normal).Count(s => s >= t)), metrics.AveragePrecision, 1e-12);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AWeightIsThatManyCopies() => Prop.ForAll(Scores, Scores, (normal, abnormal) =>
    {
        var scores = Paired(normal, abnormal);
        var random = new Random(normal.Length);
        int[] weights = [.. Enumerable.Range(0, scores.Images).Select(_ => random.Next(4))];
        double[] Copies(double[] sample) => [.. sample.SelectMany((s, i) => Enumerable.Repeat(s, weights[i]))];
        var (n, a) = (Copies(normal), Copies(abnormal));
        var weighted = new RankedScores(scores).Metrics(weights);
        if (n.Length == 0 || a.Length == 0) Assert.Null(weighted);
        else Assert.Equal(Paired(n, a).Metrics(), weighted);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void StrictlyIncreasingMapsChangeNothing() => Prop.ForAll(Scores, Scores, (normal, abnormal) =>
    {
        static double[] Mapped(double[] s) => [.. s.Select(x => Math.Exp(x) + x * x * x)];
        Assert.Equal(Paired(normal, abnormal).Metrics(), Paired(Mapped(normal), Mapped(abnormal)).Metrics());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void InfiniteScoresAreRanked() =>
        Assert.Equal(3.5 / 4, Paired([double.NegativeInfinity, 0], [0, double.PositiveInfinity]).Metrics().AreaUnderCurve);

    [Fact]
    public void NotANumberAndEmptySamplesAreRefused()
    {
        Assert.Contains("Score 1 of the 2 abnormal samples is NaN", Assert.Throws<WorkbookException>(() => Paired([0], [1, double.NaN])).Message);
        Assert.Contains("at least one normal sample", Assert.Throws<WorkbookException>(() => Paired([], [1])).Message);
        Assert.Contains("at least one abnormal sample", Assert.Throws<WorkbookException>(() => Paired([1], [])).Message);
        Assert.Throws<ArgumentException>(() => new DetectionScores(1, [0], [1], [0], [0]));
        Assert.Throws<ArgumentException>(() => new DetectionScores(1, [0], [0], [0], []));
    }
}
