using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What <see cref="ProtocolDetection"/> measured. Rates are shares in [0, 1].</summary>
/// <param name="Protocol">The protocol's sentences; printed with every number.</param>
/// <param name="Primary">Its primary cell.</param>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Networks">The networks measured.</param>
/// <param name="Surrogate">The separately trained network that black-box attacks were made on besides; null where there is none.</param>
/// <param name="NotMeasured">What was asked for and could not be measured, in sentences.</param>
/// <param name="UnchangedLimit">The share of images that an attack may leave as they were, not reached.</param>
/// <param name="Cells">One entry an attack, loss, source, score and eps.</param>
/// <param name="Samples">The primary cell's scores, thinned out for drawing.</param>
public sealed record DetectionResult(
    IReadOnlyList<string> Protocol, ProtocolCell Primary, IReadOnlyList<string> DataFingerprints, IReadOnlyList<MeasuredNetwork> Networks,
    MeasuredNetwork? Surrogate, IReadOnlyList<string> NotMeasured, double UnchangedLimit, IReadOnlyList<DetectionCell> Cells, IReadOnlyList<ScoreSample> Samples)
{
    /// <summary>The cell of a loss that the protocol calls primary, white box; null where it was not measured.</summary>
    public DetectionCell? PrimaryOf(string loss) => Transferred(loss, null);

    /// <summary>The primary cell's counterpart of attacks made on another network; null where it was not measured.</summary>
    /// <param name="loss">The loss of the network that they were shown to.</param>
    /// <param name="source">As in <see cref="DetectionCell.Source"/>.</param>
    public DetectionCell? Transferred(string loss, string? source) =>
        Cells.FirstOrDefault(c => c.Loss == loss && c.Source == source && c.Attack == Primary.Attack && c.Epsilon == Primary.Epsilon && c.Score == Primary.Score);

    /// <summary>Whether the attack left so many images as they were that the cell does not count by the protocol.</summary>
    public bool IsOverLimit(DetectionCell cell) => cell.Unchanged >= UnchangedLimit;
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
/// <param name="Source">
/// The network that the attack was made on: null for the attacked network itself (white box); else (black box) the loss of another
/// of the same seed, or <see cref="Surrogate"/>.
/// </param>
/// <param name="Score">The detector's name in the catalogue.</param>
/// <param name="Epsilon">In pixel units.</param>
/// <param name="Images">Test images attacked: the first of the set.</param>
/// <param name="Accuracy">On all these images, attacked.</param>
/// <param name="Unchanged">The largest share of images that the attack left as they were.</param>
/// <param name="All">Positives: the attacked versions of all clean, correctly classified images.</param>
/// <param name="Successful">Positives: those of them that are now misclassified; null where a network has none.</param>
/// <param name="SeedErrors">The equal error rate of each seed, of the successful attacks where there are some, else of all.</param>
public sealed record DetectionCell(
    string Attack, string Target, string Loss, string? Source, string Score, double Epsilon, int Images, double Accuracy, double Unchanged,
    DetectionEstimates All, DetectionEstimates? Successful, IReadOnlyList<double> SeedErrors)
{
    /// <summary>The source that is the separately trained network.</summary>
    public const string Surrogate = "surrogate";
}

/// <summary>The primary cell's scores of one loss's first network, as far as a figure needs them.</summary>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Curve">True positive rates at <see cref="DetectionOutcome.FalsePositiveRates"/>, to four digits.</param>
/// <param name="EqualErrorRate">Of these scores.</param>
/// <param name="Clean">Scores of clean images, in rising order: all, or so many order statistics at equal distances.</param>
/// <param name="Attacked">Scores of attacked images, likewise.</param>
public sealed record ScoreSample(string Loss, IReadOnlyList<double> Curve, double EqualErrorRate, IReadOnlyList<double> Clean, IReadOnlyList<double> Attacked)
{
    private const int Most = 500;

    public static ScoreSample Of(string loss, DetectionScores scores)
    {
        var curve = scores.Curve();
        return new ScoreSample(
            loss, [.. DetectionOutcome.FalsePositiveRates.Select(rate => Math.Round(curve.TruePositiveRateAt(rate), 4))], curve.EqualErrorRate, Thinned(scores.Normal), Thinned(scores.Abnormal));
    }

    private static double[] Thinned(double[] scores)
    {
        double[] sorted = [.. scores.Where(double.IsFinite).Order().Select(s => Math.Round(s, 3))];
        return sorted.Length <= Most ? sorted : [.. Enumerable.Range(0, Most).Select(i => sorted[(int)((i + 0.5) * sorted.Length / Most)])];
    }
}
