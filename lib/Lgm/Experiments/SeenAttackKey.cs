namespace Lgm.Experiments;

/// <summary>All that determines what a network sees of an attack, but for rounding.</summary>
/// <param name="Data">Fingerprints of the training and test data.</param>
/// <param name="FitImages">The first training images: the detectors' fit.</param>
/// <param name="Images">The first test images: those attacked.</param>
/// <param name="Source">SHA-256 of the weights of the network that the attack was made on.</param>
/// <param name="Shown">SHA-256 of the weights of the network that it was shown to.</param>
/// <param name="Detectors">Those of the network it was shown to.</param>
/// <param name="Attack">Its name in the catalogue.</param>
/// <param name="Target">Which class of each image it speaks of.</param>
/// <param name="Deceived">The detector whose likelihood it raises.</param>
/// <param name="Epsilons">In pixel units.</param>
/// <param name="Iterations">Steps of an iterated attack.</param>
/// <param name="StepShare">One such step as a share of eps.</param>
/// <param name="Device">Where it was computed.</param>
internal sealed record SeenAttackKey(
    IReadOnlyList<string> Data, int FitImages, int Images, string Source, string Shown, IReadOnlyList<string> Detectors,
    string Attack, string Target, string? Deceived, IReadOnlyList<double> Epsilons, int Iterations, double StepShare, string Device)
{
    /// <summary>The build that measures: what another one measured may differ, and a result names one commit.</summary>
    public Guid Code => typeof(SeenAttackKey).Assembly.ManifestModule.ModuleVersionId;
}
