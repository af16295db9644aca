namespace Lgm.Cli;

/// <summary>
/// The tables of the workbook's documents, made from result files. A table stands between <c>&lt;!-- table: FILE --&gt;</c> and
/// <c>&lt;!-- end of table --&gt;</c>, FILE being the result's path from the workbook's folder; what a result says in words likewise
/// between <c>summary</c> marks, the primary numbers of a detection between <c>headline</c> marks, which may name more results behind bars for more rows,
/// and its accuracies under FGSM between <c>accuracy</c> marks. Below stands how the result came to be. Between <c>&lt;!-- sweep: FILE | GROUP | COLUMN | COLUMN --&gt;</c> and its end stand columns of one group of a sweep, each seed a link to its result.
/// </summary>
/// <param name="workbook">The folder of the workbook.</param>
internal sealed partial class Ledger(string workbook)
{
    [GeneratedRegex(@"(?<=<!-- (?<kind>table|summary|headline|accuracy|sweep): (?<file>\S+)(?: \| (?<part>[^|\n]+?))* -->\n)(?<text>.*?)(?=<!-- end of \k<kind> -->)", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<!-- (table|summary|headline|accuracy|sweep): ")]
    private static partial Regex Starts();

    /// <summary>The documents that may have tables, by their paths from the workbook's folder.</summary>
    public static IReadOnlyList<string> Documents { get; } = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/README.md", "environment/README.md", "lib/Lgm.Benchmarks/README.md", "notebooks/README.md", "notebooks/results/README.md", "notebooks/results/photographs.md", "notebooks/results/tuning.md"];

    /// <summary>A sentence for every document whose tables are not what their result files say; none where all is well.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (document, text) in Texts())
        {
            if (Tables().Count(text) != Starts().Count(text)) yield return $"{document}: a table has no end mark: close it with <!-- end of table -->, or end of summary, headline, accuracy or sweep.";
            else if (Changed(document, text) is { } fault) yield return fault;
        }
    }

    /// <summary>Makes every table anew from its result; only documents that change are written.</summary>
    /// <returns>The documents that changed.</returns>
    /// <exception cref="WorkbookException">A result is missing or unusable.</exception>
    public IReadOnlyList<string> Write()
    {
        var changed = Texts().Select(d => (d.Document, Before: d.Text, After: Tables().Replace(d.Text, table => Made(d.Document, table)))).Where(d => d.Before != d.After).ToList();
        foreach (var (document, _, after) in changed) AtomicFile.Write(Path.Combine(workbook, document), after);
        return [.. changed.Select(d => d.Document)];
    }

    private string? Changed(string document, string text)
    {
        try
        {
            var old = Tables().Matches(text).FirstOrDefault(t => t.Value != Made(document, t));
            return old is null ? null : $"{document}: the {old.Groups["kind"].Value} of {old.Groups["file"].Value} is not what that file says: run `lgm results --write`.";
        }
        catch (WorkbookException e)
        {
            return $"{document}: {e.Message}";
        }
    }

    private string Made(string document, Match table)
    {
        var file = table.Groups["file"].Value;
        string Link(string path) => Path.GetRelativePath(Path.Combine(workbook, Path.GetDirectoryName(document)!), path).Replace('\\', '/');
        // What looks behind matches from right to left.
        string[] parts = [.. table.Groups["part"].Captures.OrderBy(p => p.Index).Select(p => p.Value)];
        if (table.Groups["kind"].Value == "sweep")
        {
            var results = new SweepResults(Sweep.Load(Path.Combine(workbook, file)), Path.Combine(workbook, "notebooks", "results", "sweeps"));
            // Runs that diverged have a table of their own, without these columns.
            var tables = results.Tables(parts.FirstOrDefault(), Link).Select(t => t.Columned(["run", "seeds", .. parts.Skip(1)])).ToList();
            List<string> order = [.. results.Runs(parts.FirstOrDefault() ?? results.Groups[0]).Select(r => r.Title)];
            return (tables[0] with { Rows = [.. tables.SelectMany(t => t.Rows).OrderBy(row => order.IndexOf(row[0].ToString()))], Notes = [] }).ToMarkdown();
        }
        var record = RunRecord.Load(Path.Combine(workbook, file));
        var more = parts.Where(_ => table.Groups["kind"].Value == "headline").Select(part => (File: part, Record: RunRecord.Load(Path.Combine(workbook, part)))).ToList();
        return table.Groups["kind"].Value switch
        {
            "table" => record.Table().ToMarkdown(),
            "headline" => (record.Headline() with { Rows = [.. record.Headline().Rows, .. more.SelectMany(m => m.Record.Headline().Rows)] }).ToMarkdown(),
            "accuracy" => record.AccuracyTable().ToMarkdown(),
            _ => string.Concat(ExperimentCatalogue.Find(record.Experiment).Summary(record).Select(sentence => $"* {sentence}\n")),
        } + string.Concat(more.Prepend((File: file, Record: record)).Select(m => $"\n[{Path.GetFileName(m.File)}]({Link(Path.Combine(workbook, m.File))}): {m.Record.Provenance.Origin}.\n"));
    }

    private IEnumerable<(string Document, string Text)> Texts() =>
        Documents.Where(d => File.Exists(Path.Combine(workbook, d))).Select(d => (d, File.ReadAllText(Path.Combine(workbook, d)).ReplaceLineEndings("\n")));
}
