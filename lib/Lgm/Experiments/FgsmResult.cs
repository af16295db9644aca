namespace Lgm.Experiments;

/// <summary>What <see cref="FgsmAccuracy"/> measured. Accuracies are shares in [0, 1].</summary>
/// <param name="DataSet">Its name in the catalogue.</param>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="TestImages">How many were attacked: the first of the set.</param>
/// <param name="Epsilons">How far a pixel was moved, in pixel units.</param>
/// <param name="Networks">One a loss.</param>
/// <param name="Curves">One for each network and each network whose attacks it was shown.</param>
public sealed record FgsmResult(
    string DataSet, IReadOnlyList<string> DataFingerprints, int TestImages, IReadOnlyList<double> Epsilons, IReadOnlyList<FgsmNetwork> Networks, IReadOnlyList<FgsmCurve> Curves);

/// <summary>A network before any attack.</summary>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Origin">How it was trained, in words.</param>
/// <param name="WeightsSha256">Of a published network's file; null for one trained in the run.</param>
/// <param name="CleanAccuracy">On the same images, clean.</param>
public sealed record FgsmNetwork(string Loss, string Origin, string? WeightsSha256, double CleanAccuracy);

/// <summary>A network's accuracy on images attacked on a network.</summary>
/// <param name="Loss">Of the network that judges them.</param>
/// <param name="Source">Of the network whose gradients made them; equal to <paramref name="Loss"/> for white box.</param>
/// <param name="Accuracies">One an eps.</param>
/// <param name="Unchanged">One an eps: the share of images that came out as they went in.</param>
public sealed record FgsmCurve(string Loss, string Source, IReadOnlyList<double> Accuracies, IReadOnlyList<double> Unchanged)
{
    /// <summary>Whether the attacker knew the network.</summary>
    public bool WhiteBox() => Loss == Source;
}
