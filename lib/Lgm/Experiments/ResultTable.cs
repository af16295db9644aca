using System.Text;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>A cell of a table: words, or a number with its format and, where they are known, its interval and its range over seeds.</summary>
public sealed record Cell
{
    private Cell(string words = "", string format = "", (double Low, double High)? interval = null, (double Low, double High)? seeds = null) =>
        (Words, Format, Interval, Seeds) = (words, format, interval, seeds);

    private string Words { get; }
    private string Format { get; }
    private (double Low, double High)? Interval { get; }
    private (double Low, double High)? Seeds { get; }

    /// <summary>Whether it says what its row is of: rows of several seeds belong together where these are the same.</summary>
    internal bool IsLabel { get; private init; }

    /// <summary>The number, not rounded; null for words, and where it is not known.</summary>
    public double? Number { get; private init; }

    /// <summary>A label.</summary>
    public static implicit operator Cell(string label) => new(label) { IsLabel = true };

    /// <summary>Words that are no label.</summary>
    internal static Cell Remark(string words) => new(words);

    /// <summary>A number; empty where it is null.</summary>
    /// <param name="number">As it is printed, not rounded.</param>
    /// <param name="format">Such as <c>0.00</c>.</param>
    /// <param name="interval">Of the number. Default: not known.</param>
    /// <param name="seeds">One number a seed, whose smallest and largest are printed where there are several. Default: none.</param>
    public static Cell Of(double? number, string format = "0.00", (double Low, double High)? interval = null, IReadOnlyList<double>? seeds = null) =>
        new("", format, interval, seeds is { Count: > 1 } ? (seeds.Min(), seeds.Max()) : null) { Number = number };

    internal static Cell Percent(double? share, string format = "0.0") => Of(share * 100, format);

    /// <summary>A share with its interval, in percent, and of several seeds the smallest and the largest; empty where there is none.</summary>
    internal static Cell Rate(Estimate? share, IReadOnlyList<double>? seeds = null) =>
        Of(share?.Value * 100, "0.0", share is { Low: { } low, High: { } high } ? (low * 100, high * 100) : null, [.. (seeds ?? []).Select(s => s * 100)]);

    /// <summary>The mean, with the smallest and the largest where there are several; empty where there are none.</summary>
    internal static Cell Mean(IReadOnlyList<double> numbers, string format) => Of(numbers.Count == 0 ? null : numbers.Average(), format, seeds: numbers);

    /// <summary>The same cell of several seeds as one: numbers as their mean, words that differ side by side.</summary>
    internal static Cell OverSeeds(IReadOnlyList<Cell> cells)
    {
        if (cells.Distinct().Count() == 1) return cells[0];
        return cells.All(c => c.Number is not null) ? Mean([.. cells.Select(c => c.Number!.Value)], cells[0].Format) : Remark(string.Join(" / ", cells.Select(c => c.ToString()).Distinct()));
    }

    /// <summary>As tables print it: <c>1.0 [0.9, 1.1], seeds 0.9 to 1.1</c>, or <c>99.4 (99.3 to 99.5)</c> over seeds alone.</summary>
    public override string ToString()
    {
        string Text(double number) => number.ToString(Format, CultureInfo.InvariantCulture);
        if (Number is not { } value) return Words;
        var inside = Interval is { } i ? $" [{Text(i.Low)}, {Text(i.High)}]" : "";
        return Text(value) + inside + (Seeds is not { } s ? "" : Interval is null ? $" ({Text(s.Low)} to {Text(s.High)})" : $", seeds {Text(s.Low)} to {Text(s.High)}");
    }
}

/// <summary>A table: printed in a terminal, written into README as Markdown, shown by notebooks.</summary>
/// <param name="Title">What it shows, in one sentence.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells, each row as long as <paramref name="Columns"/>; an empty cell is not known.</param>
/// <param name="Notes">Sentences below the table: what to know before comparing.</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>The rows that have a label, such as an attack's title.</summary>
    public ResultTable Only(string label) => this with { Rows = [.. Rows.Where(row => row.Any(cell => cell.IsLabel && cell.ToString() == label))] };

    /// <summary>These columns of it; one that it has not is empty.</summary>
    internal ResultTable Columned(IReadOnlyList<string> columns)
    {
        int[] places = [.. columns.Select(c => Columns.ToList().IndexOf(c))];
        return this with { Columns = columns, Rows = [.. Rows.Select(row => (IReadOnlyList<Cell>)[.. places.Select(p => p >= 0 && p < row.Count ? row[p] : "")])] };
    }

    /// <summary>As GitHub's Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n");
        text.Append('|').Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (var row in Rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        foreach (var note in Notes) text.Append('\n').Append(note).Append('\n');
        return text.ToString();
    }
}

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
