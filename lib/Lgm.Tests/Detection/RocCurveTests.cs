using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lgm.Detection;
using Xunit;

namespace Lgm.Tests.Detection;

public class RocCurveTests
{
    // Few distinct values, so that ties within and across the two samples are the rule.
    private static readonly Arbitrary<double[]> Scores = Gen.Choose(-6, 6).Select(i => i / 2.0).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void AreaIsTheShareOfPairsInTheRightOrder() => ForTwoSamples((normal, abnormal) =>
    {
        var wins = 0.0;
        foreach (var a in abnormal)
        {
            foreach (var n in normal)
            {
                wins += a > n ? 1 : a == n ? 0.5 : 0;
            }
        }
        Assert.Equal(wins / (normal.Length * abnormal.Length), RocCurve.Of(normal, abnormal).AreaUnderCurve, 1e-12);
    });

    [Fact]
    public void EqualErrorRateIsWhereCountedErrorsMeet() => ForTwoSamples((normal, abnormal) =>
    {
        // Counts both errors at every score there is, then joins the last pair below with the first pair at or above.
        var points = normal.Concat(abnormal).Append(double.PositiveInfinity).Distinct().OrderDescending()
            .Select(t => (Fpr: normal.Count(s => s >= t) / (double)normal.Length, Fnr: abnormal.Count(s => s < t) / (double)abnormal.Length))
            .ToList();
        var (x0, y0) = points.Last(p => p.Fpr < p.Fnr);
        var (x1, y1) = points.First(p => p.Fpr >= p.Fnr);
        var brute = (x1 * y0 - x0 * y1) / (x1 - x0 + y0 - y1);
        Assert.Equal(brute, RocCurve.Of(normal, abnormal).EqualErrorRate, 1e-12);
    });

    [Fact]
    public void StrictlyIncreasingMapsChangeNothing() => ForTwoSamples((normal, abnormal) =>
    {
        var plain = RocCurve.Of(normal, abnormal);
        var mapped = RocCurve.Of(normal.Select(s => Math.Exp(s) + s * s * s).ToArray(), abnormal.Select(s => Math.Exp(s) + s * s * s).ToArray());
        Assert.Equal(plain.FalsePositiveRate, mapped.FalsePositiveRate);
        Assert.Equal(plain.TruePositiveRate, mapped.TruePositiveRate);
        Assert.Equal(plain.EqualErrorRate, mapped.EqualErrorRate);
    });

    [Fact]
    public void ExchangingTheSamplesMirrorsBothNumbers() => ForTwoSamples((normal, abnormal) =>
    {
        var curve = RocCurve.Of(normal, abnormal);
        var mirror = RocCurve.Of(abnormal, normal);
        Assert.Equal(1, curve.AreaUnderCurve + mirror.AreaUnderCurve, 1e-12);
        Assert.Equal(1, curve.EqualErrorRate + mirror.EqualErrorRate, 1e-12);
    });

    [Fact]
    public void EqualErrorRateBoundsTheArea() => ForTwoSamples((normal, abnormal) =>
    {
        var curve = RocCurve.Of(normal, abnormal);
        var eer = curve.EqualErrorRate;
        Assert.InRange(curve.AreaUnderCurve, (1 - eer) * (1 - eer) - 1e-12, 1 - eer * eer + 1e-12);
    });

    [Fact]
    public void EqualErrorRateMayExceedOneHalfWhereTheAreaDoes()
    {
        var curve = RocCurve.Of([0, 0, 0, 6, 7, 8, 9], [3, 3, 3, 3, 10, 10, 10]);
        Assert.True(curve.AreaUnderCurve > 0.5, $"AUROC {curve.AreaUnderCurve}");
        Assert.True(curve.EqualErrorRate > 0.5, $"EER {curve.EqualErrorRate}");
    }

    [Fact]
    public void TheThresholdAtTheEqualErrorRateSplitsTheSamplesThere()
    {
        var curve = RocCurve.Of([0, 1, 2, 5], [3, 4, 6, 7]);
        Assert.Equal(0.25, curve.EqualErrorRate);
        Assert.Equal(4, curve.EqualErrorThreshold);
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
        Assert.Contains("Score 1 of the 2 abnormal samples is NaN", Assert.Throws<WorkbookException>(() => RocCurve.Of([0], [1, double.NaN])).Message);
        Assert.Contains("Score 0 of the 1 normal samples is NaN", Assert.Throws<WorkbookException>(() => RocCurve.Of([double.NaN], [1])).Message);
        Assert.Contains("at least one normal sample", Assert.Throws<WorkbookException>(() => RocCurve.Of([], [1])).Message);
        Assert.Contains("at least one abnormal sample", Assert.Throws<WorkbookException>(() => RocCurve.Of([1], [])).Message);
    }

    [Fact]
    public void AgreesWithScikitLearn()
    {
        var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "detection_metrics.json")));
        var cases = golden.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(10, cases.Count);
        foreach (var expected in cases)
        {
            double[] Array(string name) => [.. expected.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];
            var curve = RocCurve.Of(Array("normal"), Array("abnormal"));
            Assert.Equal(double.PositiveInfinity, curve.Thresholds[0]);
            Assert.Equal(Array("thresholdsAfterFirst"), curve.Thresholds.Skip(1));
            AssertClose(Array("fpr"), curve.FalsePositiveRate);
            AssertClose(Array("tpr"), curve.TruePositiveRate);
            Assert.Equal(expected.GetProperty("auroc").GetDouble(), curve.AreaUnderCurve, 1e-12);
            Assert.Equal(expected.GetProperty("eer").GetDouble(), curve.EqualErrorRate, 1e-10);
            var metrics = DetectionMetricsTests.Paired(Array("normal"), Array("abnormal")).Metrics();
            Assert.Equal(expected.GetProperty("auroc").GetDouble(), metrics.AreaUnderCurve, 1e-12);
            Assert.Equal(expected.GetProperty("eer").GetDouble(), metrics.EqualErrorRate, 1e-10);
            Assert.Equal(expected.GetProperty("aupr").GetDouble(), metrics.AveragePrecision, 1e-12);
            Assert.Equal(expected.GetProperty("fpr95").GetDouble(), metrics.FalsePositiveRateAt95, 1e-12);
        }
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-12);
        }
    }

    private static void ForTwoSamples(Action<double[], double[]> check) =>
        Prop.ForAll(Scores, Scores, check).QuickCheckThrowOnFailure();
}
