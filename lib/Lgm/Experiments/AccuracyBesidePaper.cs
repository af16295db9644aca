using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Training;

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
    /// <param name="recipes">The presets that trained them, by D; none where that is not known.</param>
    public static string Reason(PaperNumbers paper, string dataSet, IEnumerable<int>? epochs = null, params IEnumerable<(string Preset, int Features)> recipes)
    {
        var known = paper.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}"));
        return known
            ? $"Published: the authors' best test epoch of one run of {RecognitionRecipes.Of("paper", dataSet).Training.Epochs}. Ours: the last{(epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}")}. A difference has these reasons at least, and the seed.{Differences(dataSet, recipes)} Where nothing is published beside ours, the number is not known here."
            : $"The published accuracies on {dataSet} are not known here.";
    }

    // Which of them weighs how much was not tried one by one.
    private static string Differences(string dataSet, IEnumerable<(string Preset, int Features)> recipes)
    {
        string[] differing = [.. recipes.Distinct().OrderByDescending(r => r.Features).Select(r => (r.Features, Options: Differing(RecognitionRecipes.Of(r.Preset, dataSet, r.Features).Training, RecognitionRecipes.Authors(dataSet, r.Features).Training)))
            .Where(r => r.Options.Length > 0).Select(r => FormattableString.Invariant($"with {r.Features} features {r.Options}"))];
        var mixture = recipes.Any() && RecognitionRecipes.Authors(dataSet, 100).Mixture.Likelihood != RecognitionRecipes.Of("paper", dataSet).Mixture.Likelihood
            ? " Their L-GM takes whole squared distances to the means of all classes for its likelihood (lgm-tpami-mnist), ours half of that to the true one's." : "";
        return differing.Length == 0 ? "" : $" Options of training that are not the authors', as far as theirs are known, with those in brackets: {string.Join("; ", differing)}.{mixture}";
    }

    private static string Differing(TrainingOptions ours, TrainingOptions theirs)
    {
        JsonObject Options(TrainingOptions options) => JsonSerializer.SerializeToNode(options, RunRecord.Json)!.AsObject();
        var known = Options(theirs);
        // Steps mean nothing along a cosine.
        return string.Join(", ", Options(ours).Where(o => !JsonNode.DeepEquals(o.Value, known[o.Key]) && !(ours.Cosine && o.Key.Contains("Decay") && o.Key != nameof(TrainingOptions.WeightDecay))).Select(o => $"{o.Key} {o.Value} ({known[o.Key]})"));
    }

    /// <summary>A share in [0, 1] as tables spell an accuracy.</summary>
    public static string Percent(double share) => Number(share * 100);

    private static string Number(double percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);
}
