namespace Lgm.Detection;

/// <summary>The metrics of <see cref="DetectionMetrics"/> with intervals over images.</summary>
/// <param name="Positives">Abnormal samples, all wrong classes and seeds together.</param>
/// <param name="Negatives">Normal samples, likewise.</param>
/// <param name="EqualErrorRate">EER.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="AveragePrecision">AUPR, abnormal samples being the positives.</param>
/// <param name="FalsePositiveRateAt95">FPR95.</param>
public sealed record DetectionEstimates(int Positives, int Negatives, Estimate EqualErrorRate, Estimate AreaUnderCurve, Estimate AveragePrecision, Estimate FalsePositiveRateAt95);
