using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lgm.Experiments;

/// <summary>
/// The numbers that the workbook prints, held against the result files they come from. In a document a table made from a
/// result stands between <c>&lt;!-- table: FILE --&gt;</c> and <c>&lt;!-- end of table --&gt;</c>, what it says in words likewise
/// between <c>summary</c> marks, and the four numbers of a detection between <c>headline</c> marks; FILE is the result's path from the workbook's folder.
/// </summary>
/// <param name="workbook">The folder of the workbook.</param>
public sealed partial class Ledger(string workbook)
{
    [GeneratedRegex(@"(?<=<!-- (?<kind>table|summary|headline): (?<file>\S+) -->\n)(?<text>.*?)(?=<!-- end of \k<kind> -->)", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<!-- (table|summary|headline): ")]
    private static partial Regex Starts();

    /// <summary>The documents whose tables are checked, by their paths from the workbook's folder.</summary>
    public static IReadOnlyList<string> Documents { get; } = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/README.md", "environment/README.md", "lib/Lgm.Benchmarks/README.md", "notebooks/README.md", "notebooks/results/README.md"];

    /// <summary>A sentence for every table that is not what its result file says; none where all is well.</summary>
    public IEnumerable<string> Faults() => Present.SelectMany(d => Faults(d, Read(d)));

    /// <summary>The documents with every table made anew from its result; only those that change are written.</summary>
    /// <returns>The documents that changed.</returns>
    /// <exception cref="WorkbookException">A result is missing or unusable.</exception>
    public IReadOnlyList<string> Write()
    {
        var changed = new List<string>();
        foreach (var document in Present)
        {
            var (before, after) = (Read(document), Tables().Replace(Read(document), t => Generate(t)));
            if (before == after) continue;
            AtomicFile.Write(Path.Combine(workbook, document), after);
            changed.Add(document);
        }
        return changed;
    }

    private IEnumerable<string> Faults(string document, string text)
    {
        if (Tables().Count(text) != Starts().Count(text)) yield return $"{document}: a table or summary has no end mark: close it with <!-- end of table --> or <!-- end of summary -->.";
        foreach (Match table in Tables().Matches(text))
            if (Fault(table, text) is { } fault) yield return $"{document}: {fault}";
    }

    private string? Fault(Match table, string text)
    {
        var file = table.Groups["file"].Value;
        try
        {
            if (table.Groups["text"].Value != Generate(table)) return $"the {table.Groups["kind"]} of {file} is not what that file says: run `lgm results --write`.";
            var provenance = RunRecord.Load(Path.Combine(workbook, file)).Provenance;
            if (provenance.Commit.Contains('+') || provenance.Commit == "unknown") return $"{file} was measured by code that is not committed ({provenance.Commit}): run it again from a clean checkout.";
            var claimed = string.Create(CultureInfo.InvariantCulture, $"{provenance.Seconds:F0} s on {provenance.Hardware}, libtorch {provenance.Libtorch}");
            return text.Contains(claimed, StringComparison.Ordinal) ? null : $"the time, hardware and libtorch of {file}, \"{claimed}\", stand nowhere in it.";
        }
        catch (WorkbookException e)
        {
            return e.Message;
        }
    }

    private string Generate(Match table)
    {
        var record = RunRecord.Load(Path.Combine(workbook, table.Groups["file"].Value));
        var experiment = ExperimentCatalogue.Find(record.Experiment);
        return table.Groups["kind"].Value switch
        {
            "table" => experiment.Table(record, PaperNumbers.Load()).ToMarkdown(),
            "headline" => DetectionReport.Headline(record.Result.Deserialize<DetectionResult>(RunRecord.Json)!, PaperNumbers.Load()).ToMarkdown(),
            _ => string.Concat(experiment.Summary(record, PaperNumbers.Load()).Select(sentence => $"* {sentence}\n")),
        };
    }

    private IEnumerable<string> Present => Documents.Where(d => File.Exists(Path.Combine(workbook, d)));

    private string Read(string document) => File.ReadAllText(Path.Combine(workbook, document)).ReplaceLineEndings("\n");
}
