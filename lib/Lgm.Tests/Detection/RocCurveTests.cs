using FsCheck;
using FsCheck.Fluent;

namespace Lgm.Tests.Detection;

public sealed class RocCurveTests
{
    // Few distinct values, so that ties within and across the two samples are the rule.
    internal static readonly Arbitrary<double[]> Scores = Gen.Choose(-6, 6).Select(i => i / 2.0).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void EqualErrorRateIsWhereCountedErrorsMeet() => Prop.ForAll(Scores, Scores, (normal, abnormal) =>
    {
        // Counts both errors at every score there is, then joins the last pair below with the first pair at or above.
        var points = normal.Concat(abnormal).Append(double.PositiveInfinity).Distinct().OrderDescending()
            .Select(t => (Fpr: normal.Count(s => s >= t) / (double)normal.Length, Fnr: abnormal.Count(s => s < t) / (double)abnormal.Length))
            .ToList();
        var (x0, y0) = points.Last(p => p.Fpr < p.Fnr);
        var (x1, y1) = points.First(p => p.Fpr >= p.Fnr);
        Assert.Equal((x1 * y0 - x0 * y1) / (x1 - x0 + y0 - y1), RocCurve.Of(normal, abnormal).EqualErrorRate, 1e-12);
    });

    [Fact]
    public void RatesAreReadOffTheCurve()
    {
        var curve = RocCurve.Of([0, 1, 2, 5], [3, 4, 6, 7]);
        Assert.Equal(0.25, curve.EqualErrorRate);
        Assert.Equal([0.5, 0.5, 1, 1], new[] { 0, 0.24, 0.25, 1 }.Select(curve.TruePositiveRateAt));
    }

    [Fact]
    public void InfiniteScoresAreRanked()
    {
        var curve = RocCurve.Of([double.NegativeInfinity, 0], [0, double.PositiveInfinity]);
        Assert.Equal(3.5 / 4, curve.AreaUnderCurve, 1e-12);
        Assert.Equal(1, curve.FalsePositiveRate[^1]);
        Assert.Equal(1, curve.TruePositiveRate[^1]);
    }

    [Fact]
    public void NotANumberAndEmptySamplesAreRefused()
    {
        foreach (var of in new Action<double[], double[]>[] { (n, a) => RocCurve.Of(n, a), (n, a) => BootstrapTests.Paired(n, a) })
        {
            Assert.Contains("Score 1 of the 2 abnormal samples is NaN", Assert.Throws<WorkbookException>(() => of([0], [1, double.NaN])).Message);
            Assert.Contains("Score 0 of the 1 normal samples is NaN", Assert.Throws<WorkbookException>(() => of([double.NaN], [1])).Message);
            Assert.Contains("at least one normal sample", Assert.Throws<WorkbookException>(() => of([], [1])).Message);
            Assert.Contains("at least one abnormal sample", Assert.Throws<WorkbookException>(() => of([1], [])).Message);
        }
    }

    [Fact]
    public void AgreesWithScikitLearn()
    {
        var cases = Golden.Read("detection_metrics.json").GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(10, cases.Count);
        foreach (var expected in cases)
        {
            double[] Array(string name) => expected.GetProperty(name).Numbers();
            double Number(string name) => expected.GetProperty(name).GetDouble();
            var curve = RocCurve.Of(Array("normal"), Array("abnormal"));
            Assert.Equal(Array("thresholdsAfterFirst").Prepend(double.PositiveInfinity), curve.Thresholds);
            Golden.AssertClose([.. curve.FalsePositiveRate], Array("fpr"), 1e-12, "fpr");
            Golden.AssertClose([.. curve.TruePositiveRate], Array("tpr"), 1e-12, "tpr");
            var metrics = curve.Metrics;
            Golden.AssertClose([metrics.AreaUnderCurve, metrics.AveragePrecision, metrics.FalsePositiveRateAt95], [Number("auroc"), Number("aupr"), Number("fpr95")], 1e-12, "metric");
            Assert.Equal(Number("eer"), metrics.EqualErrorRate, 1e-10);
        }
    }
}
