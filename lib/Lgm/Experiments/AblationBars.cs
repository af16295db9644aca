using System.Text.Json;
using Lgm.Figures;
using Plotly.NET;
using Figure = Lgm.Figures.Figure;

namespace Lgm.Experiments;

/// <summary>What one part of the loss does to detection: a bar for each of its settings in a group of a sweep of <see cref="AdversarialDetection"/>.</summary>
public static class AblationBars
{
    /// <summary>
    /// The equal error rate at the largest eps, all attacked images being positives, by refitted means: the mean of the seeds,
    /// from the smallest to the largest. A setting that is not yet run, or that diverged, has no bar.
    /// </summary>
    /// <param name="results">The sweep.</param>
    /// <param name="group">One of its groups.</param>
    /// <exception cref="WorkbookException">There is no such group, or nothing of it has a rate to draw.</exception>
    public static GenericChart Create(SweepResults results, string group) => Draw(group, Bars(results, group, a => a.All));

    /// <summary>The same by refitted means, and beside it by the means (and variances) that the loss has learned.</summary>
    /// <inheritdoc cref="Create"/>
    public static GenericChart RefittedAndOwn(SweepResults results, string group) =>
        Draw(group, [.. Bars(results, group, a => a.All, ", refitted").Concat(Bars(results, group, a => a.OwnMeans, ", own")).GroupBy(b => b.Name[..b.Name.LastIndexOf(',')]).SelectMany(b => b)]);

    private static Bar[] Bars(SweepResults results, string group, Func<AttackOutcome, DetectionOutcome?> outcome, string which = "") =>
        [.. results.Runs(group).GroupBy(r => r.Title)
            .Select(seeds => (Title: seeds.Key, Rates: seeds.Select(results.Of).OfType<RunRecord>().Where(r => r.Diverged is null).Select(r => outcome(Strongest(r))?.EqualErrorRate).OfType<double>().ToList()))
            .Where(s => s.Rates.Count > 0).Select(s => new Bar(s.Title + which, s.Rates.Average(), s.Rates.Min(), s.Rates.Max()))];

    private static GenericChart Draw(string group, IReadOnlyList<Bar> bars) =>
        bars.Count > 0
            ? Figure.Bars($"{group}: attacked images told from clean ones", "equal error rate: mean of the seeds, smallest to largest", [.. bars])
            : throw new WorkbookException($"Nothing of \"{group}\" has a rate to draw: run what `lgm sweep --status` says is not yet run, or change the options of what diverged.");

    private static AttackOutcome Strongest(RunRecord record) =>
        record.Result.Deserialize<AdversarialDetectionResult>(RunRecord.Json)!.Losses[0].Attacks.MaxBy(a => a.Epsilon)!;
}
