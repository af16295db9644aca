namespace Lgm.Experiments;

/// <summary>A sweep and the folders of its results, one file a run under its key; a run without a file is not yet run.</summary>
/// <param name="sweep">The runs.</param>
/// <param name="folders">Of the results; the first that has a run's file gives it.</param>
public sealed class SweepResults(Sweep sweep, params string[] folders)
{
    /// <summary>The groups, in the order of the file.</summary>
    public IReadOnlyList<string> Groups => [.. sweep.Runs.Select(r => r.Group).Distinct()];

    /// <summary>How many of the runs have a result, in words; a run of several groups counts once.</summary>
    public string Progress
    {
        get
        {
            var runs = sweep.Runs.DistinctBy(r => r.Key).ToList();
            return $"{runs.Count(r => PathOf(r) is not null)} of {runs.Count} runs are done.";
        }
    }

    /// <summary>The result of a run; null where it is not yet run.</summary>
    /// <exception cref="WorkbookException">Its file is damaged.</exception>
    public RunRecord? Of(SweepRun run) => PathOf(run) is { } path ? RunRecord.Load(path) : null;

    /// <summary>The tables of a group, one an experiment: the mean of the seeds and, in brackets, the smallest and the largest.</summary>
    public IReadOnlyList<ResultTable> Tables(string group) => SweepTable.Collect(new Sweep(Runs(group)), Of, PaperNumbers.Load());

    /// <summary>The runs of a group, in the order of the file.</summary>
    /// <exception cref="WorkbookException">There is no such group.</exception>
    public IReadOnlyList<SweepRun> Runs(string group) => sweep.Runs.Where(r => r.Group == group).ToArray() is { Length: > 0 } runs
        ? runs
        : throw new WorkbookException($"The sweep has no group \"{group}\": choose one of {string.Join(", ", Groups)}.");

    private string? PathOf(SweepRun run) => folders.Select(folder => Path.Combine(folder, run.Key + ".json")).FirstOrDefault(File.Exists);
}
