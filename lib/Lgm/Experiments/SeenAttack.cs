namespace Lgm.Experiments;

/// <summary>What one network and its detectors made of attacked images: all that an interrupted run needs to keep of them.</summary>
/// <param name="Epsilon">How far a pixel moved, in pixel units.</param>
/// <param name="Accuracy">On all test images, attacked: a share in [0, 1].</param>
/// <param name="Unchanged">The share of images that the attack left as they were.</param>
/// <param name="Right">Whether an image is classified correctly still, for each that is so when clean, in the order of the set.</param>
/// <param name="Scores">The scores of these same images, by the detector's name.</param>
public sealed record SeenAttack(double Epsilon, double Accuracy, double Unchanged, IReadOnlyList<bool> Right, IReadOnlyDictionary<string, double[]> Scores);
