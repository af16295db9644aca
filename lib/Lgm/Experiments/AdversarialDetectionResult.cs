namespace Lgm.Experiments;

/// <summary>What <see cref="AdversarialDetection"/> measured. Rates are shares in [0, 1].</summary>
/// <param name="Protocol">What counts as positive and negative, and what the score is; printed with every number.</param>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Losses">One entry a loss.</param>
/// <param name="DataSet">Its name in the catalogue.</param>
/// <param name="Attack">Its name in the catalogue.</param>
public sealed record AdversarialDetectionResult(string Protocol, IReadOnlyList<string> DataFingerprints, IReadOnlyList<LossUnderAttack> Losses, string DataSet = "mnist", string Attack = "fgsm");

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="CleanAccuracy">On the test images, after the last epoch.</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
/// <param name="Attacks">One entry an eps.</param>
/// <param name="WeightsSha256">Of a published network's file; null for one trained in the run.</param>
/// <param name="EpochAccuracies">On the test images after each epoch of its training; null where the last alone was recorded.</param>
public sealed record LossUnderAttack(string Loss, double CleanAccuracy, IReadOnlyList<double> EpochLosses, IReadOnlyList<AttackOutcome> Attacks, string? WeightsSha256 = null, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>One eps.</summary>
/// <param name="Epsilon">In pixel units of [0, 1].</param>
/// <param name="Accuracy">On all test images, attacked.</param>
/// <param name="Unchanged">The share of images that the attack left as they were.</param>
/// <param name="All">Positives: the attacked versions of all clean, correctly classified images.</param>
/// <param name="Successful">Positives: those of them that are now misclassified; null where there are none.</param>
/// <param name="OwnMeans"><paramref name="All"/>, by the likelihood under the means (and variances) that the loss has learned; null where it learns none.</param>
public sealed record AttackOutcome(double Epsilon, double Accuracy, double Unchanged, DetectionOutcome All, DetectionOutcome? Successful, DetectionOutcome? OwnMeans = null);

/// <summary>How well the attacked are told from the clean.</summary>
/// <param name="Positives">Attacked images.</param>
/// <param name="Negatives">Clean images.</param>
/// <param name="EqualErrorRate">Where as many clean images are flagged as attacked ones are missed.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="Curve">True positive rates at the shares <see cref="FalsePositiveRates"/> of false positives, to four digits: for drawing.</param>
public sealed record DetectionOutcome(int Positives, int Negatives, double EqualErrorRate, double AreaUnderCurve, IReadOnlyList<double> Curve)
{
    /// <summary>From 0.1 % to all in 60 equal steps of the logarithm.</summary>
    public static IReadOnlyList<double> FalsePositiveRates { get; } = [.. Enumerable.Range(0, 61).Select(i => Math.Pow(10, i / 20.0 - 3))];
}
