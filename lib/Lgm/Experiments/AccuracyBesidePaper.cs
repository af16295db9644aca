using System.Globalization;
using Lgm.Figures;

namespace Lgm.Experiments;

/// <summary>An accuracy of ours beside the published one: how tables spell both, their difference, and what makes it.</summary>
internal static class AccuracyBesidePaper
{
    /// <summary>The published accuracy in percent; null where it is not known here.</summary>
    public static double? Published(PaperNumbers paper, string dataSet, string loss, int features) =>
        paper.Find("recognition", loss, dataSet == "mnist" ? $"accuracy, {features} features" : $"accuracy, {dataSet}")?.Value;

    /// <summary>The published accuracy, ours over the seeds after the last epoch, and ours less the published one.</summary>
    public static IReadOnlyList<string> Cells(double? published, IReadOnlyList<double> lastEpoch) =>
        [published is { } known ? Number(known) : "", OverSeeds(lastEpoch), published is { } theirs ? (lastEpoch.Average() * 100 - theirs).ToString("+0.00;-0.00", CultureInfo.InvariantCulture) : ""];

    /// <summary>The mean and, of several seeds, the smallest and the largest, in percent.</summary>
    public static string OverSeeds(IReadOnlyList<double> shares) =>
        shares.Count == 1 ? Number(shares[0] * 100) : $"{Number(shares.Average() * 100)} ({Number(shares.Min() * 100)} to {Number(shares.Max() * 100)})";

    /// <summary>What is known to make a difference, in a sentence.</summary>
    /// <param name="paper">The published accuracies.</param>
    /// <param name="dataSet">Its name in the catalogue.</param>
    /// <param name="epochs">Of our trainings; null where the table says it.</param>
    public static string Reason(PaperNumbers paper, string dataSet, IEnumerable<int>? epochs = null)
    {
        var known = paper.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}"));
        return known
            ? $"Published: the authors' best test epoch of one run of {RecognitionRecipes.Of("paper", dataSet).Training.Epochs}. Ours: the last{(epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}")}. A difference has these reasons at least, and the seed."
            : $"The published accuracies on {dataSet} are not known here.";
    }

    /// <summary>Accuracy after each epoch, a curve a training; nothing where none was measured more than once.</summary>
    /// <param name="title">Of the figure.</param>
    /// <param name="measured">On which images.</param>
    /// <param name="trainings">Their names, and shares in [0, 1].</param>
    public static IReadOnlyList<Figure> Curves(string title, string measured, IEnumerable<(string Name, IReadOnlyList<double>? Accuracies)> trainings)
    {
        Curve[] curves = [.. trainings.Where(t => t.Accuracies is { Count: > 1 }).Select(t => new Curve(t.Name, [.. t.Accuracies!.Select((_, epoch) => epoch + 1.0)], [.. t.Accuracies!.Select(a => Digits.Of(a * 100))]))];
        return curves.Length == 0 ? [] : [CurvesFigure.Create(title, curves, "epoch", $"{measured} accuracy in %")];
    }

    private static string Number(double percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);
}
