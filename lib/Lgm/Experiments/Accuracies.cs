namespace Lgm.Experiments;

/// <summary>Accuracies of ours beside the published ones: how tables show both and their difference.</summary>
internal static class Accuracies
{
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

    /// <summary>What the columns compare, in a sentence.</summary>
    /// <param name="paper">The published accuracies.</param>
    /// <param name="dataSet">Its name in the catalogue.</param>
    /// <param name="epochs">Of our trainings. Default: null, where the table says it.</param>
    public static string Note(PaperNumbers paper, string dataSet, IEnumerable<int>? epochs = null)
    {
        if (!paper.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}")))
            return $"The published accuracies on {dataSet} are not known here.";
        var ours = epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}";
        return $"Paper: the authors' best test epoch of one run of {Recipes.Of("paper", dataSet).Training.Epochs}; ours to compare is the last{ours}, because a best epoch is chosen by the images that it is measured on.";
    }
}
