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
    private RocCurve(double[] thresholds, double[] falsePositiveRate, double[] truePositiveRate)
    {
        Thresholds = thresholds;
        FalsePositiveRate = falsePositiveRate;
        TruePositiveRate = truePositiveRate;
        AreaUnderCurve = Area(falsePositiveRate, truePositiveRate);
        (EqualErrorRate, EqualErrorThreshold) = Crossing(thresholds, falsePositiveRate, truePositiveRate);
    }

    /// <summary>Thresholds <c>[P]</c>, in the unit of the scores, falling; the first is +infinity: nothing is flagged.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary><c>[P]</c>: the share of normal samples with score &gt;= threshold; rises from 0 to 1.</summary>
    public IReadOnlyList<double> FalsePositiveRate { get; }

    /// <summary><c>[P]</c>: the share of abnormal samples with score &gt;= threshold; rises from 0 to 1.</summary>
    public IReadOnlyList<double> TruePositiveRate { get; }

    /// <summary>
    /// AUROC in [0, 1]: the probability that an abnormal sample scores higher than a normal one, a tie counting one half
    /// (the Mann-Whitney statistic over <c>n * m</c>). 0.5 is chance.
    /// </summary>
    public double AreaUnderCurve { get; }

    /// <summary>
    /// EER, a share in [0, 1] (the paper prints percent): the false positive rate where it equals the false negative rate,
    /// <c>FPR = FNR = 1 - TPR</c>, on the ROC curve with neighbouring points joined by straight lines.
    /// </summary>
    /// <remarks>
    /// <c>FPR - FNR</c> grows at every point of the curve, from -1 to 1, so that there is exactly one such place. It may
    /// exceed 0.5 even where <see cref="AreaUnderCurve"/> does: the curve need not be concave. Always
    /// <c>(1 - EER)^2 &lt;= AUROC &lt;= 1 - EER^2</c>.
    /// </remarks>
    public double EqualErrorRate { get; }

    /// <summary>
    /// The threshold at the equal error rate, in the unit of the scores: the observed score at or just past the crossing.
    /// </summary>
    public double EqualErrorThreshold { get; }

    /// <summary>The largest true positive rate that a threshold reaches with at most this share of false positives.</summary>
    /// <param name="falsePositiveRate">A share in [0, 1].</param>
    public double TruePositiveRateAt(double falsePositiveRate)
    {
        // Both rates rise along the curve: the last point that is still allowed has the most of both.
        var allowed = 0;
        while (allowed + 1 < FalsePositiveRate.Count && FalsePositiveRate[allowed + 1] <= falsePositiveRate)
        {
            allowed++;
        }
        return TruePositiveRate[allowed];
    }

    /// <summary>Draws the curve of two samples of scores.</summary>
    /// <param name="normal">Scores <c>[N]</c> of the negatives, N &gt;= 1; infinities are allowed, NaN is not.</param>
    /// <param name="abnormal">Scores <c>[M]</c> of the positives, M &gt;= 1; infinities are allowed, NaN is not.</param>
    /// <exception cref="WorkbookException">One of the two is empty or holds a NaN.</exception>
    public static RocCurve Of(ReadOnlySpan<double> normal, ReadOnlySpan<double> abnormal)
    {
        var negatives = Descending(normal, "normal");
        var positives = Descending(abnormal, "abnormal");
        var thresholds = new List<double> { double.PositiveInfinity };
        var falsePositives = new List<double> { 0 };
        var truePositives = new List<double> { 0 };
        int n = 0, p = 0;
        while (n < negatives.Length || p < positives.Length)
        {
            var threshold = Math.Max(
                n < negatives.Length ? negatives[n] : double.NegativeInfinity,
                p < positives.Length ? positives[p] : double.NegativeInfinity);
            while (n < negatives.Length && negatives[n] >= threshold)
            {
                n++;
            }
            while (p < positives.Length && positives[p] >= threshold)
            {
                p++;
            }
            thresholds.Add(threshold);
            falsePositives.Add((double)n / negatives.Length);
            truePositives.Add((double)p / positives.Length);
        }
        return new RocCurve([.. thresholds], [.. falsePositives], [.. truePositives]);
    }

    private static double[] Descending(ReadOnlySpan<double> scores, string which)
    {
        if (scores.IsEmpty)
        {
            throw new WorkbookException($"A ROC curve needs at least one {which} sample and got none: score some {which} samples first.");
        }
        var sorted = scores.ToArray();
        var bad = Array.FindIndex(sorted, double.IsNaN);
        if (bad >= 0)
        {
            throw new WorkbookException(
                $"Score {bad} of the {sorted.Length} {which} samples is NaN and has no rank: find the detector's division by zero or infinite feature before drawing a ROC curve.");
        }
        Array.Sort(sorted);
        Array.Reverse(sorted);
        return sorted;
    }

    private static double Area(double[] x, double[] y)
    {
        var area = 0.0;
        for (var i = 1; i < x.Length; i++)
        {
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        }
        return Math.Clamp(area, 0, 1);
    }

    private static (double Rate, double Threshold) Crossing(double[] thresholds, double[] falsePositive, double[] truePositive)
    {
        double Excess(int i) => falsePositive[i] - (1 - truePositive[i]);
        // The excess is -1 at the first point and 1 at the last, so the walk ends inside the arrays.
        var after = 1;
        while (Excess(after) < 0)
        {
            after++;
        }
        var before = after - 1;
        var share = -Excess(before) / (Excess(after) - Excess(before));
        return (falsePositive[before] + share * (falsePositive[after] - falsePositive[before]), thresholds[after]);
    }
}
