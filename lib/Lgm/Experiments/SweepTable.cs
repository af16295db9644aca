using System.Globalization;

namespace Lgm.Experiments;

/// <summary>The results of a sweep in one table a group and experiment: runs that differ in their seed alone share rows.</summary>
public static class SweepTable
{
    private const string NotYet = "not yet run";

    /// <summary>Numbers of several seeds become their mean and, in brackets, the smallest and the largest; a run without a result says so.</summary>
    /// <param name="sweep">The runs.</param>
    /// <param name="results">The record of a run, or null where it was not yet run.</param>
    /// <param name="paper">The paper's numbers.</param>
    public static IReadOnlyList<ResultTable> Collect(Sweep sweep, Func<SweepRun, RunRecord?> results, PaperNumbers paper)
    {
        var tables = new List<ResultTable>();
        foreach (var part in sweep.Runs.GroupBy(r => (r.Group, r.Experiment)))
        {
            var experiment = part.Key.Experiment;
            var titled = part.GroupBy(r => r.Title).Select(g =>
            {
                var records = g.Select(results).OfType<RunRecord>().ToList();
                var diverged = records.Count(r => r.Diverged is not null);
                // Of seeds of which some diverged, the others make the row.
                var shown = diverged < records.Count ? records.Where(r => r.Diverged is null) : records;
                return (Title: g.Key, Seeds: Seeds(g.Count(), records.Count, diverged), Tables: shown.Select(r => experiment.Table(r, paper)).ToList());
            }).ToList();
            // What an experiment shows may hang on its options: tables of other columns stand apart.
            var shapes = titled.GroupBy(g => string.Join('|', g.Tables.FirstOrDefault()?.Columns ?? []));
            foreach (var shape in shapes)
            {
                var columns = shape.First().Tables.FirstOrDefault()?.Columns ?? [];
                tables.Add(new ResultTable(
                    part.Key.Group.Length > 0 ? $"{part.Key.Group}: {experiment.Title}" : experiment.Title,
                    ["run", "seeds", .. columns],
                    [.. shape.SelectMany(g => Rows(g.Title, g.Seeds, g.Tables, columns.Count))],
                    [.. shape.SelectMany(g => g.Tables).SelectMany(t => t.Notes).Distinct()]));
            }
        }
        return tables;
    }

    private static string Seeds(int runs, int done, int diverged) => done == 0 ? NotYet
        : string.Create(CultureInfo.InvariantCulture, $"{done} of {runs}{(diverged > 0 ? $", {diverged} diverged" : "")}{(done < runs ? $", the others {NotYet}" : "")}");

    private static IEnumerable<IReadOnlyList<string>> Rows(string title, string seeds, List<ResultTable> tables, int columns)
    {
        if (tables.Count == 0) return [[title, seeds, .. Enumerable.Repeat("", columns)]];
        // Seeds may differ in what they show (a network that is not there): a row is what all of them have.
        var labelled = tables.Select(t => Labelled(t.Rows)).ToList();
        return labelled[0].Keys.Where(label => labelled.All(t => t.ContainsKey(label))).Select(label => (IReadOnlyList<string>)
            [title, seeds, .. Enumerable.Range(0, columns).Select(column => Cell([.. labelled.Select(t => t[label][column])]))]);
    }

    // What a row is of stands in the cells that have words and no number; rows of the same words follow each other in the same order.
    private static OrderedDictionary<(string, int), IReadOnlyList<string>> Labelled(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var labelled = new OrderedDictionary<(string Words, int Count), IReadOnlyList<string>>();
        foreach (var row in rows)
        {
            var words = string.Join('|', row.Where(cell => cell.Any(char.IsLetter) && !cell.Any(char.IsDigit)));
            labelled.Add((words, labelled.Keys.Count(label => label.Words == words)), row);
        }
        return labelled;
    }

    private static string Cell(string[] cells)
    {
        if (cells.Distinct().Count() == 1) return cells[0];
        var numbers = cells.Select(c => double.TryParse(c, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        if (numbers.Any(double.IsNaN)) return string.Join(" / ", cells);
        var digits = cells.Max(c => c.Contains('.') ? c.Length - c.IndexOf('.') - 1 : 0);
        var plain = digits == 0 ? "0" : "0." + new string('0', digits);
        // Differences keep their sign.
        var format = cells.Any(c => c.StartsWith('+')) ? $"+{plain};-{plain}" : plain;
        string Text(double number) => number.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(numbers.Average())} ({Text(numbers.Min())} to {Text(numbers.Max())})";
    }
}
