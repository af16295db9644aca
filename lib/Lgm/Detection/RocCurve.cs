namespace Lgm.Detection;

/// <summary>
/// The receiver operating characteristic of a detector whose score is larger for what is more abnormal: positives are
/// the abnormal samples, and a sample is flagged when <c>score &gt;= threshold</c>.
/// </summary>
/// <remarks>
/// One point for each distinct score plus the start (0, 0), as scikit-learn's
/// <c>roc_curve(..., drop_intermediate=False)</c>. Equal scores enter together, so a tie between a normal and an abnormal
/// sample is a slanted segment and not a choice of order.
/// </remarks>
public sealed class RocCurve
{
    private RocCurve(double[] scores, int[] positives, int[] negatives)
    {
        Thresholds = [double.PositiveInfinity, .. scores];
        (FalsePositiveRate, TruePositiveRate) = (Shares(negatives), Shares(positives));
        Metrics = DetectionMetrics.Of(positives, negatives)!.Value;
    }

    /// <summary>Thresholds <c>[P]</c>, in the unit of the scores, falling; the first is +infinity: nothing is flagged.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary><c>[P]</c>: the share of normal samples with score &gt;= threshold; rises from 0 to 1.</summary>
    public IReadOnlyList<double> FalsePositiveRate { get; }

    /// <summary><c>[P]</c>: the share of abnormal samples with score &gt;= threshold; rises from 0 to 1.</summary>
    public IReadOnlyList<double> TruePositiveRate { get; }

    /// <summary>EER, AUROC, AUPR and FPR95.</summary>
    public DetectionMetrics Metrics { get; }

    /// <summary>EER, a share in [0, 1]; see <see cref="DetectionMetrics"/>.</summary>
    public double EqualErrorRate => Metrics.EqualErrorRate;

    /// <summary>AUROC, a share in [0, 1]; see <see cref="DetectionMetrics"/>.</summary>
    public double AreaUnderCurve => Metrics.AreaUnderCurve;

    /// <summary>The largest true positive rate that a threshold reaches with at most this share of false positives.</summary>
    /// <param name="falsePositiveRate">Range: 0 to 1.</param>
    public double TruePositiveRateAt(double falsePositiveRate)
    {
        // Both rates rise along the curve: the last point that is still allowed has the most of both.
        var allowed = 0;
        while (allowed + 1 < FalsePositiveRate.Count && FalsePositiveRate[allowed + 1] <= falsePositiveRate) allowed++;
        return TruePositiveRate[allowed];
    }

    /// <summary>The curve of two samples of scores.</summary>
    /// <param name="normal">Scores <c>[N]</c> of the negatives, N &gt;= 1; infinities are allowed, NaN is not.</param>
    /// <param name="abnormal">Scores <c>[M]</c> of the positives, M &gt;= 1; infinities are allowed, NaN is not.</param>
    /// <exception cref="WorkbookException">One of the two is empty or holds a NaN.</exception>
    public static RocCurve Of(double[] normal, double[] abnormal)
    {
        Check(normal, "normal");
        Check(abnormal, "abnormal");
        var (distinct, ofNormal, ofAbnormal) = Ranked(normal, abnormal);
        return new RocCurve(distinct, Counts(distinct, ofAbnormal), Counts(distinct, ofNormal));
    }

    /// <exception cref="WorkbookException">There are no scores, or one is NaN.</exception>
    internal static void Check(double[] scores, string which)
    {
        if (scores.Length == 0) throw new WorkbookException($"Detection needs at least one {which} sample and got none: score some {which} samples first.");
        if (Array.FindIndex(scores, double.IsNaN) is var bad and >= 0) throw new WorkbookException($"Score {bad} of the {scores.Length} {which} samples is NaN and has no rank: find the detector's division by zero or infinite feature first.");
    }

    /// <summary>The distinct scores, falling, and the place of each score among them.</summary>
    internal static (double[] Distinct, int[] Normal, int[] Abnormal) Ranked(double[] normal, double[] abnormal)
    {
        double[] distinct = [.. normal.Concat(abnormal).Distinct().OrderDescending()];
        var falling = Comparer<double>.Create((a, b) => b.CompareTo(a));
        int[] Places(double[] scores) => [.. scores.Select(score => Array.BinarySearch(distinct, score, falling))];
        return (distinct, Places(normal), Places(abnormal));
    }

    /// <summary>How many samples have each distinct score, by their places; the sample of image i counts weights[i] times.</summary>
    internal static int[] Counts(double[] distinct, int[] places, int[]? images = null, int[]? weights = null)
    {
        var counts = new int[distinct.Length];
        for (var i = 0; i < places.Length; i++) counts[places[i]] += weights is null ? 1 : weights[images![i]];
        return counts;
    }

    private static double[] Shares(int[] counts)
    {
        var (shares, sum, all) = (new double[counts.Length + 1], 0L, (double)counts.Sum());
        for (var i = 0; i < counts.Length; i++) shares[i + 1] = (sum += counts[i]) / all;
        return shares;
    }
}
