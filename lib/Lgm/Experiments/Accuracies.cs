using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>Accuracies of ours beside the published ones: how tables show both, their difference, and what makes it.</summary>
internal static class Accuracies
{
    /// <summary>What tables of trainings that recorded each epoch say below.</summary>
    public const string AboutBestEpoch = "The best epoch is chosen by the images it is measured on: ours to compare is the last.";

    /// <summary>The published accuracy, ours over the seeds after the last epoch, and ours less the published one, in percent.</summary>
    public static IReadOnlyList<Cell> Cells(PaperNumbers paper, string dataSet, string loss, int features, IReadOnlyList<double> lastEpoch)
    {
        var published = paper.Find("recognition", loss, dataSet == "mnist" ? $"accuracy, {features} features" : $"accuracy, {dataSet}")?.Value;
        return [Cell.Of(published), OverSeeds(lastEpoch), Cell.Of(lastEpoch.Average() * 100 - published, "+0.00;-0.00")];
    }

    /// <summary>The mean and, of several seeds, the smallest and the largest, in percent; empty where there are none.</summary>
    public static Cell OverSeeds(IEnumerable<double> shares) => Cell.Mean([.. shares.Select(s => s * 100)], "0.00");

    /// <summary>The accuracy of the best epoch; empty where the last alone was recorded.</summary>
    public static Cell BestEpoch(IReadOnlyList<double>? accuracies) => OverSeeds(accuracies is { Count: > 0 } ? [accuracies.Max()] : []);

    /// <summary>What is known to make a difference, in a sentence.</summary>
    /// <param name="paper">The published accuracies.</param>
    /// <param name="dataSet">Its name in the catalogue.</param>
    /// <param name="epochs">Of our trainings; null where the table says it.</param>
    /// <param name="recipes">The presets that trained them, by D; none where that is not known.</param>
    public static string Reason(PaperNumbers paper, string dataSet, IEnumerable<int>? epochs = null, params IEnumerable<(string Preset, int Features)> recipes)
    {
        if (!paper.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}")))
            return $"The published accuracies on {dataSet} are not known here.";
        var ours = epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}";
        return $"Published: the authors' best test epoch of one run of {Recipes.Of("paper", dataSet).Training.Epochs}. Ours: the last{ours}.{Differences(dataSet, recipes)}";
    }

    // Which of them weighs how much was not tried one by one.
    private static string Differences(string dataSet, IEnumerable<(string Preset, int Features)> recipes)
    {
        string[] differing = [.. recipes.Distinct().OrderByDescending(r => r.Features).Select(r => (r.Features, Options: Differing(Recipes.Of(r.Preset, dataSet, r.Features).Training, Recipes.Authors(dataSet, r.Features).Training)))
            .Where(r => r.Options.Length > 0).Select(r => FormattableString.Invariant($"with {r.Features} features {r.Options}"))];
        if (differing.Length == 0) return "";
        var likelihood = Recipes.Authors(dataSet, 100).Mixture.Likelihood == Recipes.Of("paper", dataSet).Mixture.Likelihood ? ""
            : " Their L-GM takes whole squared distances to the means of all classes for its likelihood (lgm-tpami-mnist), ours half of that to the true one's.";
        return $" Our training options that differ, theirs in brackets: {string.Join("; ", differing)}.{likelihood}";
    }

    private static string Differing(TrainingOptions ours, TrainingOptions theirs)
    {
        var known = NamedOptions.All(theirs).ToDictionary(o => o.Name, o => o.Value);
        // Steps mean nothing along a cosine.
        return string.Join(", ", NamedOptions.All(ours).Where(o => o.Value != known[o.Name] && !(ours.Cosine && o.Name.Contains("Decay") && o.Name != nameof(TrainingOptions.WeightDecay))).Select(o => $"{o.Name} {o.Value} ({known[o.Name]})"));
    }
}
