namespace Lgm.Experiments;

/// <summary>One number of the paper, from <c>data/paper.json</c>; what does not stand there is not known here and is left empty in tables.</summary>
internal sealed record PaperNumber(string Experiment, string Loss, string Measure, double Value, string Unit, string Source)
{
    /// <summary>All of them, in the order of the file, which travels inside this assembly.</summary>
    public static IReadOnlyList<PaperNumber> All { get; } = Read();

    public static double? Find(string experiment, string loss, string measure) =>
        All.FirstOrDefault(n => n.Experiment == experiment && n.Loss == loss && n.Measure == measure)?.Value;

    private static List<PaperNumber> Read()
    {
        using var stream = typeof(PaperNumber).Assembly.GetManifestResourceStream("Lgm.paper.json")!;
        return JsonSerializer.Deserialize<List<PaperNumber>>(stream, RunRecord.Json)!;
    }
}

/// <summary>Accuracies of ours beside the published ones: how tables show both and their difference.</summary>
internal static class Accuracies
{
    /// <summary>The published accuracy, ours over the seeds after the last epoch, and ours less the published one, in percent.</summary>
    public static IReadOnlyList<Cell> Cells(string dataSet, string loss, int features, IReadOnlyList<double> lastEpoch)
    {
        var published = PaperNumber.Find("recognition", loss, dataSet == "mnist" ? $"accuracy, {features} features" : $"accuracy, {dataSet}");
        return [Cell.Of(published), OverSeeds(lastEpoch), Cell.Of(lastEpoch.Average() * 100 - published, "+0.00;-0.00")];
    }

    /// <summary>The mean and, of several seeds, the smallest and the largest, in percent; empty where there are none.</summary>
    public static Cell OverSeeds(IEnumerable<double> shares) => Cell.Mean([.. shares.Select(s => s * 100)], "0.00");

    /// <summary>The accuracy of the best epoch; empty where the last alone was recorded.</summary>
    public static Cell BestEpoch(IReadOnlyList<double>? accuracies) => OverSeeds(accuracies is { Count: > 0 } ? [accuracies.Max()] : []);

    /// <summary>What the columns compare, in a sentence, and after how many epochs, where the table does not say it.</summary>
    public static string Note(string dataSet, IEnumerable<int>? epochs = null)
    {
        if (!PaperNumber.All.Any(n => n.Experiment == "recognition" && (dataSet == "mnist" ? n.Measure.EndsWith("features", StringComparison.Ordinal) : n.Measure == $"accuracy, {dataSet}")))
            return $"The published accuracies on {dataSet} are not known here.";
        var ours = epochs is null ? "" : $" of {string.Join(" or ", epochs.Distinct().Order())}";
        return $"Authors' code: their later (TPAMI) program's best test epoch of one run of {Recipes.Of("paper", dataSet).Training.Epochs}; ours to compare is the last{ours}, because a best epoch is chosen by the images that it is measured on.";
    }
}
