namespace Lgm.Detection;

/// <summary>How well abnormal samples, the positives, are told from normal ones: shares in [0, 1].</summary>
/// <param name="EqualErrorRate">EER: the false positive rate where it equals the false negative rate, neighbouring points of the ROC curve joined by straight lines. Smaller is better.</param>
/// <param name="AreaUnderCurve">AUROC: the probability that an abnormal sample scores higher than a normal one, a tie counting one half. Larger is better.</param>
/// <param name="AveragePrecision">AUPR: sum_i (R_i - R_{i-1}) P_i over the distinct scores, falling; recall R and precision P of the abnormal class; scikit-learn's <c>average_precision_score</c>. Larger is better; chance is the share of positives.</param>
/// <param name="FalsePositiveRateAt95">FPR95: the false positive rate at the highest threshold with a true positive rate of at least 95 %, no interpolation. Smaller is better.</param>
public readonly record struct DetectionMetrics(double EqualErrorRate, double AreaUnderCurve, double AveragePrecision, double FalsePositiveRateAt95)
{
    /// <summary>The mean of each metric, over the wrong classes of an attack or the seeds of a training.</summary>
    /// <param name="metrics">One or more.</param>
    public static DetectionMetrics Mean(IReadOnlyCollection<DetectionMetrics> metrics) => new(
        metrics.Average(m => m.EqualErrorRate), metrics.Average(m => m.AreaUnderCurve), metrics.Average(m => m.AveragePrecision), metrics.Average(m => m.FalsePositiveRateAt95));
}
