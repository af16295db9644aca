using Lgm.Data;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>A sweep and the folders of its results, one file a run under its key, in the first folder that has one; a run without a file is not yet run.</summary>
public sealed class SweepResults
{
    private readonly Sweep sweep;
    private readonly IReadOnlyList<string> folders;

    internal SweepResults(Sweep sweep, params IReadOnlyList<string> folders) => (this.sweep, this.folders) = (sweep, folders);

    /// <summary>A sweep of <c>notebooks/sweeps</c> with what is kept of its results in <c>notebooks/results/sweeps</c>.</summary>
    /// <param name="name">The file's name without <c>.json</c>, such as <c>ablations</c>.</param>
    /// <exception cref="WorkbookException">There is no such file, or it is no sweep.</exception>
    public static SweepResults Stored(string name)
    {
        var notebooks = Path.Combine(WorkbookFolder.Find() ?? Environment.CurrentDirectory, "notebooks");
        return new SweepResults(Sweep.Load(Path.Combine(notebooks, "sweeps", name + ".json")), Path.Combine(notebooks, "results", "sweeps"));
    }

    /// <summary>The groups, in the order of the file.</summary>
    public IReadOnlyList<string> Groups => [.. sweep.Runs.Select(r => r.Group).Distinct()];

    /// <summary>How many of the runs have a result, in words; a run of several groups counts once.</summary>
    public string Progress
    {
        get
        {
            var runs = sweep.Runs.DistinctBy(Name).ToList();
            return $"{runs.Count(r => PathOf(r) is not null)} of {runs.Count} runs are done.";
        }
    }

    /// <summary>The result of a run; null where it is not yet run.</summary>
    /// <exception cref="WorkbookException">Its file is damaged.</exception>
    public RunRecord? Of(SweepRun run) => PathOf(run) is { } path ? RunRecord.Load(path) : null;

    /// <summary>
    /// The tables of a group, one an experiment. Runs that differ in their seed alone share rows: numbers are the mean over the seeds
    /// and, in brackets, the smallest and the largest.
    /// </summary>
    /// <param name="group">One of <see cref="Groups"/>. Default: null, all of them.</param>
    /// <param name="link">Where a result's file is found; given, each seed is a Markdown link to its result. Default: null, no links.</param>
    /// <exception cref="WorkbookException">There is no such group.</exception>
    public IReadOnlyList<ResultTable> Tables(string? group = null, Func<string, string>? link = null) =>
    [
        .. (group is null ? sweep.Runs : Runs(group)).GroupBy(r => (r.Group, r.Experiment)).SelectMany(part => part
            .GroupBy(r => r.Title).Select(runs => Collect(runs.Key, [.. runs], link))
            // What an experiment shows may hang on its options: tables of other columns stand apart.
            .GroupBy(t => string.Join('|', t.Columns)).Select(same => new ResultTable(
                part.Key.Group.Length > 0 ? $"{part.Key.Group}: {part.Key.Experiment.Title}" : part.Key.Experiment.Title,
                ["run", "seeds", .. same.First().Columns], [.. same.SelectMany(t => t.Rows)], [.. same.SelectMany(t => t.Notes).Distinct()]))),
    ];

    /// <summary>The runs of a group, in the order of the file.</summary>
    /// <exception cref="WorkbookException">There is no such group.</exception>
    public IReadOnlyList<SweepRun> Runs(string group) => sweep.Runs.Where(r => r.Group == group).ToArray() is { Length: > 0 } runs
        ? runs
        : throw new WorkbookException($"The sweep has no group \"{group}\": choose one of {string.Join(", ", Groups)}.");

    private ResultTable Collect(string title, IReadOnlyList<SweepRun> runs, Func<string, string>? link)
    {
        var records = runs.Select(Of).OfType<RunRecord>().ToList();
        var diverged = records.Count(r => r.Diverged is not null);
        var (done, waiting) = (records.Count, runs.Count - records.Count);
        var seeds = done == 0 ? "not yet run" : $"{done} of {runs.Count}{(diverged > 0 ? $", {diverged} diverged" : "")}{(waiting > 0 ? ", the others not yet run" : "")}";
        if (link is not null && done > 0) seeds = string.Join(", ", runs.Where(r => PathOf(r) is not null).Select(r => $"[{r.Seed}]({link(PathOf(r)!)}){(Of(r)!.Diverged is null ? "" : ": diverged")}")) + (waiting > 0 ? $", {waiting} not yet run" : "");
        // Of seeds of which some diverged, the others make the row.
        var shown = diverged < done ? records.Where(r => r.Diverged is null) : records;
        var tables = shown.Select(r => r.Table()).ToList();
        if (tables.Count == 0) return new ResultTable(title, [], [[title, Cell.Remark(seeds)]], []);
        // Seeds may differ in what they recorded: a column, like a row, is what all of them have.
        string[] columns = [.. tables[0].Columns.Where(column => tables.All(t => t.Columns.Contains(column)))];
        var rows = tables.Select(t => (t.Columns, Rows: Labelled(t.Rows))).ToList();
        return new ResultTable(
            title, columns,
            [.. rows[0].Rows.Keys.Where(label => rows.All(t => t.Rows.ContainsKey(label))).Select(label => (IReadOnlyList<Cell>)
                [title, Cell.Remark(seeds), .. columns.Select(column => Cell.OverSeeds([.. rows.Select(t => t.Rows[label][t.Columns.Index().First(c => c.Item == column).Index])]))])],
            // What a sentence says of one seed is not said of the others.
            [.. tables[0].Notes.Where(note => tables.All(t => t.Notes.Contains(note)))]);
    }

    // Rows of the same labels follow each other in the same order.
    private static OrderedDictionary<(string Labels, int Count), IReadOnlyList<Cell>> Labelled(IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var labelled = new OrderedDictionary<(string Labels, int Count), IReadOnlyList<Cell>>();
        foreach (var row in rows)
        {
            var labels = string.Join('|', row.Where(cell => cell.IsLabel));
            labelled.Add((labels, labelled.Keys.Count(l => l.Labels == labels)), row);
        }
        return labelled;
    }

    /// <summary>The name of a run's file, where this machine does it: the same options and seed have the same.</summary>
    internal static string Name(SweepRun run) => Files(run)[0];

    private string? PathOf(SweepRun run) => folders.SelectMany(folder => Files(run).Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);

    // The result of this machine's precision first; where a run leaves the precision to the machine, any will do.
    private static string[] Files(SweepRun run)
    {
        var here = Machine.FasterPrecision(TorchSharp.torch.CPU);
        return [.. Enum.GetValues<Precision>().OrderBy(p => p != here).Select(p => $"{run.Experiment.Name}-{run.Preset}-{RunRecord.Key(run.Experiment.Name, run.Options, p)}.json").Distinct()];
    }
}
