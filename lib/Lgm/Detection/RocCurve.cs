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

/// <summary>How well abnormal samples, the positives, are told from normal ones: shares in [0, 1].</summary>
/// <param name="EqualErrorRate">EER: the false positive rate where it equals the false negative rate, neighbouring points of the ROC curve joined by straight lines. Smaller is better.</param>
/// <param name="AreaUnderCurve">AUROC: the probability that an abnormal sample scores higher than a normal one, a tie counting one half. Larger is better.</param>
/// <param name="AveragePrecision">AUPR: sum_i (R_i - R_{i-1}) P_i over the distinct scores, falling; recall R and precision P of the abnormal class; scikit-learn's <c>average_precision_score</c>. Larger is better; chance is the share of positives.</param>
/// <param name="FalsePositiveRateAt95">FPR95: the false positive rate at the highest threshold with a true positive rate of at least 95 %, no interpolation. Smaller is better.</param>
public readonly record struct DetectionMetrics(double EqualErrorRate, double AreaUnderCurve, double AveragePrecision, double FalsePositiveRateAt95)
{
    /// <summary>The mean of each metric, over the wrong classes of an attack or the seeds of a training.</summary>
    internal static DetectionMetrics Mean(IReadOnlyCollection<DetectionMetrics> metrics) => new(
        metrics.Average(m => m.EqualErrorRate), metrics.Average(m => m.AreaUnderCurve), metrics.Average(m => m.AveragePrecision), metrics.Average(m => m.FalsePositiveRateAt95));

    /// <summary>The metrics of samples counted by score.</summary>
    /// <param name="positives"><c>[P]</c>: abnormal samples of each distinct score, by falling score.</param>
    /// <param name="negatives"><c>[P]</c>: normal samples, likewise.</param>
    /// <returns>Null where there is no positive or no negative.</returns>
    internal static DetectionMetrics? Of(ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives)
    {
        long allPositives = 0, allNegatives = 0;
        foreach (var count in positives) allPositives += count;
        foreach (var count in negatives) allNegatives += count;
        if (allPositives == 0 || allNegatives == 0) return null;

        long truePositives = 0, falsePositives = 0, twiceArea = 0;
        double precision = 0, equal = double.NaN, at95 = double.NaN;
        for (var i = 0; i < positives.Length; i++)
        {
            if (positives[i] == 0 && negatives[i] == 0) continue;
            var (trueBefore, falseBefore) = (truePositives, falsePositives);
            truePositives += positives[i];
            falsePositives += negatives[i];
            twiceArea += negatives[i] * (trueBefore + truePositives);
            if (positives[i] > 0) precision += (double)positives[i] * truePositives / (truePositives + falsePositives);
            // Whole numbers until the last division: a crossing is never missed by rounding.
            if (double.IsNaN(at95) && truePositives * 20 >= allPositives * 19) at95 = (double)falsePositives / allNegatives;
            if (double.IsNaN(equal) && Excess(falsePositives, truePositives) is var after and >= 0)
            {
                var share = (double)-Excess(falseBefore, trueBefore) / (after - Excess(falseBefore, trueBefore));
                equal = (falseBefore + share * (falsePositives - falseBefore)) / allNegatives;
            }
        }
        return new DetectionMetrics(equal, twiceArea / (2.0 * allPositives * allNegatives), precision / allPositives, at95);

        // FPR - FNR times the number of pairs: from -1 to 1 times it along the curve.
        long Excess(long falsePositives, long truePositives) => falsePositives * allPositives - (allPositives - truePositives) * allNegatives;
    }
}

/// <summary>The metrics of <see cref="DetectionMetrics"/>, with intervals where there are some.</summary>
/// <param name="Positives">Abnormal samples, all wrong classes and seeds together.</param>
/// <param name="Negatives">Normal samples, likewise.</param>
/// <param name="EqualErrorRate">EER.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="AveragePrecision">AUPR, abnormal samples being the positives; null where it was not kept.</param>
/// <param name="FalsePositiveRateAt95">FPR95; null where it was not kept.</param>
public sealed record DetectionEstimates(int Positives, int Negatives, Estimate EqualErrorRate, Estimate AreaUnderCurve, Estimate? AveragePrecision = null, Estimate? FalsePositiveRateAt95 = null)
{
    /// <summary>The means over several sets of scores, without intervals.</summary>
    internal static DetectionEstimates OfMean(IReadOnlyList<DetectionScores> scores)
    {
        var mean = DetectionMetrics.Mean([.. scores.Select(s => s.Curve().Metrics)]);
        return new(scores.Sum(s => s.Abnormal.Length), scores.Sum(s => s.Normal.Length), new(mean.EqualErrorRate), new(mean.AreaUnderCurve), new(mean.AveragePrecision), new(mean.FalsePositiveRateAt95));
    }
}

/// <summary>A measured number and its interval.</summary>
/// <param name="Value">Of the images as they are.</param>
/// <param name="Low">The lower end of the interval; null where there is none.</param>
/// <param name="High">Its upper end, likewise.</param>
public sealed record Estimate(double Value, double? Low = null, double? High = null)
{
    /// <summary>The percentile interval of draws of a number.</summary>
    /// <param name="value">The number itself.</param>
    /// <param name="draws">Its values on resampled images, at least one.</param>
    /// <param name="confidence">The share of draws inside, between 0 and 1.</param>
    public static Estimate Of(double value, IEnumerable<double> draws, double confidence)
    {
        double[] sorted = [.. draws.Order()];
        return new Estimate(value, Quantile(sorted, (1 - confidence) / 2), Quantile(sorted, (1 + confidence) / 2));
    }

    // Linear between order statistics, as NumPy's default.
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
