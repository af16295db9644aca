using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What <see cref="AttackDetection"/> measured. Rates are shares in [0, 1].</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Networks">The networks measured.</param>
/// <param name="Surrogate">The separately trained network that black-box attacks were made on besides; null where there is none.</param>
/// <param name="Cells">One entry an attack, target, loss, source, score and eps.</param>
public sealed record DetectionResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<DetectionNetwork> Networks, DetectionNetwork? Surrogate, IReadOnlyList<DetectionCell> Cells)
{
    /// <summary>The primary cell's scores of each loss's first network, thinned out for drawing.</summary>
    [JsonInclude]
    internal IReadOnlyList<ScoreSample> Samples { get; init; } = [];

    /// <summary>Each pair of losses, where there are several seeds and intervals; else null.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<LossDifference>? Order { get; init; }
}

/// <summary>One loss less another, over the same seeds and test images; the intervals draw both, the same for both losses.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Other">That of the other.</param>
/// <param name="Accuracy">The difference of the mean accuracies on clean images, a share.</param>
/// <param name="EqualErrorRate">That of the mean equal error rates in the primary cell, of successful attacks, a share; null where a network has none.</param>
internal sealed record LossDifference(string Loss, string Other, Estimate Accuracy, Estimate? EqualErrorRate);

/// <summary>A trained network.</summary>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Seed">Of its training.</param>
/// <param name="Epochs">Of its training.</param>
/// <param name="WeightsSha256">Of its weights' file; null for one trained in the run.</param>
/// <param name="CleanAccuracy">On the test images of this run.</param>
/// <param name="EpochLosses">The mean training loss of each epoch; null where it was not kept.</param>
/// <param name="EpochAccuracies">On the test images after each epoch; null where it was not kept.</param>
public sealed record DetectionNetwork(
    string Loss, long Seed, int Epochs, string? WeightsSha256, double CleanAccuracy, IReadOnlyList<double>? EpochLosses = null, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>One cell: means over the seeds (and, where it says so, over every wrong class).</summary>
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
/// <param name="Accuracy">On all these images, attacked; null where it was not kept.</param>
/// <param name="Unchanged">The largest share of images that the attack left as they were; null where it was not kept.</param>
/// <param name="All">Positives: the attacked versions of all clean, correctly classified images.</param>
/// <param name="Successful">Positives: those of them that are now misclassified; null where a network has none, or where it was not kept.</param>
/// <param name="SeedErrors">The equal error rate of each seed, of the successful attacks where there are some, else of all.</param>
public sealed record DetectionCell(
    string Attack, string Target, string Loss, string? Source, string Score, double Epsilon, int Images, double? Accuracy, double? Unchanged,
    DetectionEstimates All, DetectionEstimates? Successful, IReadOnlyList<double> SeedErrors)
{
    /// <summary>The source that is the separately trained network.</summary>
    internal const string Surrogate = "surrogate";

    /// <summary>The target of cells that are means over all targets.</summary>
    internal const string EveryWrongClass = "every wrong class";
}

/// <summary>Scores of one network, as far as a figure needs them.</summary>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Curve">True positive rates at <see cref="FalsePositiveRates"/>, to four digits.</param>
/// <param name="EqualErrorRate">Of these scores.</param>
/// <param name="Clean">Scores of clean images, in rising order: all, or so many order statistics at equal distances.</param>
/// <param name="Attacked">Scores of attacked images, likewise.</param>
internal sealed record ScoreSample(string Loss, IReadOnlyList<double> Curve, double EqualErrorRate, IReadOnlyList<double> Clean, IReadOnlyList<double> Attacked)
{
    private const int Most = 500;

    /// <summary>From 0.1 % to all in 60 equal steps of the logarithm.</summary>
    internal static IReadOnlyList<double> FalsePositiveRates { get; } = [.. Enumerable.Range(0, 61).Select(i => Math.Pow(10, i / 20.0 - 3))];

    internal static ScoreSample Of(string loss, DetectionScores scores)
    {
        var curve = scores.Curve();
        return new ScoreSample(loss, [.. FalsePositiveRates.Select(rate => Math.Round(curve.TruePositiveRateAt(rate), 4))], curve.EqualErrorRate, Thinned(scores.Normal), Thinned(scores.Abnormal));
    }

    private static double[] Thinned(double[] scores)
    {
        double[] sorted = [.. scores.Where(double.IsFinite).Order().Select(s => Math.Round(s, 3))];
        return sorted.Length <= Most ? sorted : [.. Enumerable.Range(0, Most).Select(i => sorted[(int)((i + 0.5) * sorted.Length / Most)])];
    }
}
