using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What one attack at one eps did to one network.</summary>
/// <param name="Ball">How far a pixel moved.</param>
/// <param name="Accuracy">On all test images, attacked: a share in [0, 1].</param>
/// <param name="Unchanged">The share of images that the attack left as they were.</param>
/// <param name="Detectors">By the detector's name.</param>
public sealed record AttackTrial(Linf Ball, double Accuracy, double Unchanged, IReadOnlyDictionary<string, DetectorTrial> Detectors);

/// <summary>One detector's scores of clean and attacked images; the negatives are the clean, correctly classified ones.</summary>
/// <param name="All">Positives: the attacked versions of all of those.</param>
/// <param name="Successful">Positives: those of them that are now misclassified; null where there are none.</param>
public sealed record DetectorTrial(DetectionScores All, DetectionScores? Successful);
