using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What <see cref="ProtocolDetection"/> measured. Rates are shares in [0, 1].</summary>
/// <param name="Protocol">The protocol's sentences; printed with every number.</param>
/// <param name="Primary">Its primary cell.</param>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Networks">The networks measured.</param>
/// <param name="Cells">One entry an attack, loss, score and eps.</param>
public sealed record DetectionResult(IReadOnlyList<string> Protocol, ProtocolCell Primary, IReadOnlyList<string> DataFingerprints, IReadOnlyList<MeasuredNetwork> Networks, IReadOnlyList<DetectionCell> Cells)
{
    /// <summary>The cell of a loss that the protocol calls primary; null where it was not measured.</summary>
    public DetectionCell? PrimaryOf(string loss) => Cells.FirstOrDefault(c => c.Loss == loss && c.Attack == Primary.Attack && c.Epsilon == Primary.Epsilon && c.Score == Primary.Score);
}

/// <summary>A trained network.</summary>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Seed">Of its training.</param>
/// <param name="Epochs">Of its training.</param>
/// <param name="WeightsSha256">Of its weights' file.</param>
/// <param name="CleanAccuracy">On the test images of this run.</param>
public sealed record MeasuredNetwork(string Loss, long Seed, int Epochs, string WeightsSha256, double CleanAccuracy);

/// <summary>One cell: means over the seeds (and, where it says so, over every wrong class), with bootstrap intervals over images.</summary>
/// <param name="Attack">Its name in the catalogue.</param>
/// <param name="Target">Which class it speaks of, in words.</param>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Score">The detector's name in the catalogue.</param>
/// <param name="Epsilon">In pixel units.</param>
/// <param name="Accuracy">On all test images, attacked.</param>
/// <param name="Unchanged">The largest share of images that the attack left as they were.</param>
/// <param name="All">Positives: the attacked versions of all clean, correctly classified images.</param>
/// <param name="Successful">Positives: those of them that are now misclassified; null where a network has none.</param>
/// <param name="SeedErrors">The equal error rate of each seed, of the successful attacks where there are some, else of all.</param>
public sealed record DetectionCell(
    string Attack, string Target, string Loss, string Score, double Epsilon, double Accuracy, double Unchanged,
    DetectionEstimates All, DetectionEstimates? Successful, IReadOnlyList<double> SeedErrors);
