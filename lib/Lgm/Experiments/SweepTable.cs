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
                var records = (from run in g let record = results(run) where record is not null select (run.Seed, Record: record)).ToList();
                var diverged = records.Count(r => r.Record.Diverged is not null);
                // Of seeds of which some diverged, the others make the row.
                var shown = diverged < records.Count ? records.Where(r => r.Record.Diverged is null) : records;
                return (Title: g.Key, Seeds: Seeds(g.Count(), records.Count, diverged), Tables: shown.Select(r => (r.Seed, Table: experiment.Table(r.Record, paper))).ToList());
            }).ToList();
            // What an experiment shows may hang on its options: tables of other columns stand apart.
            foreach (var shape in titled.GroupBy(g => string.Join('|', Columns(g.Tables))))
            {
                var columns = Columns(shape.First().Tables);
                tables.Add(new ResultTable(
                    part.Key.Group.Length > 0 ? $"{part.Key.Group}: {experiment.Title}" : experiment.Title,
                    ["run", "seeds", .. columns],
                    [.. shape.SelectMany(g => Rows(g.Title, g.Seeds, g.Tables, columns))],
                    [.. shape.SelectMany(g => Notes(g.Tables)).Distinct()]));
            }
        }
        return tables;
    }

    private static string Seeds(int runs, int done, int diverged) => done == 0 ? NotYet
        : string.Create(CultureInfo.InvariantCulture, $"{done} of {runs}{(diverged > 0 ? $", {diverged} diverged" : "")}{(done < runs ? $", the others {NotYet}" : "")}");

    // Seeds may differ in what they recorded: a column, like a row, is what all of them have.
    private static IReadOnlyList<string> Columns(IReadOnlyList<(long Seed, ResultTable Table)> tables) =>
        tables.Count == 0 ? [] : [.. tables[0].Table.Columns.Where(column => tables.All(t => t.Table.Columns.Contains(column)))];

    // What a sentence says of one seed is not said of the others.
    private static IEnumerable<string> Notes(IReadOnlyList<(long Seed, ResultTable Table)> tables) =>
        from t in tables
        from note in t.Table.Notes
        select tables.All(other => other.Table.Notes.Contains(note)) ? note : string.Create(CultureInfo.InvariantCulture, $"Seed {t.Seed}: {note}");

    private static IEnumerable<IReadOnlyList<string>> Rows(string title, string seeds, IReadOnlyList<(long Seed, ResultTable Table)> tables, IReadOnlyList<string> columns)
    {
        if (tables.Count == 0) return [[title, seeds, .. columns.Select(_ => "")]];
        var labelled = tables.Select(t => (t.Table.Columns, Rows: Labelled(t.Table.Rows))).ToList();
        return labelled[0].Rows.Keys.Where(label => labelled.All(t => t.Rows.ContainsKey(label))).Select(label => (IReadOnlyList<string>)
            [title, seeds, .. columns.Select(column => Cell([.. labelled.Select(t => t.Rows[label][t.Columns.Index().First(c => c.Item == column).Index])]))]);
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
