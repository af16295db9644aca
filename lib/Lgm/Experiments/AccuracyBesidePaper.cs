using System.Globalization;

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
        shares.Count == 1 ? Percent(shares[0]) : $"{Percent(shares.Average())} ({Percent(shares.Min())} to {Percent(shares.Max())})";

    /// <summary>What tables of trainings that recorded each epoch say below.</summary>
    public const string AboutBestEpoch = "The best epoch is chosen by the images it is measured on: ours to compare is the last.";

    /// <summary>The accuracy of the best epoch in percent; empty where the last alone was recorded.</summary>
    public static string BestEpoch(IReadOnlyList<double>? accuracies) => accuracies is { Count: > 0 } ? Percent(accuracies.Max()) : "";

    /// <summary>What is known to make a difference, in a sentence.</summary>
    /// <param name="paper">The published accuracies.</param>
    /// <param name="dataSet">Its name in the catalogue.</param>
    /// <param name="epochs">Of our trainings; null where the table says it.</param>
    public static string Reason(PaperNumbers paper, string dataSet, IEnumerable<int>? epochs = null)
    {
        var known = paper.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}"));
        return known
            ? $"Published: the authors' best test epoch of one run of {RecognitionRecipes.Of("paper", dataSet).Training.Epochs}. Ours: the last{(epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}")}. A difference has these reasons at least, and the seed. Where nothing is published beside ours, the number is not known here."
            : $"The published accuracies on {dataSet} are not known here.";
    }

    /// <summary>A share in [0, 1] as tables spell an accuracy.</summary>
    public static string Percent(double share) => Number(share * 100);

    private static string Number(double percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);
}
