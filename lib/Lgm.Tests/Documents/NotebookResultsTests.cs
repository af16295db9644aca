using System.Text.RegularExpressions;
using Lgm.Data;
using Lgm.Experiments;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>What a committed notebook shows of stored results is what the result files say now.</summary>
public sealed partial class NotebookResultsTests
{
    private static readonly string s_folder = Path.Combine(WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout"), "notebooks");

    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(s_folder, "*.ipynb").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void ItsTablesAreThoseOfItsResults(string name)
    {
        var notebook = new CommittedNotebook(Path.Combine(s_folder, name));
        var shown = notebook.Code.SelectMany(c => c.Outputs).Select(o => CommittedNotebook.Text(o!["data"]?["text/plain"])).ToHashSet();
        foreach (var (what, table) in Stored(notebook.Source).Concat(Swept(notebook.Source))) Assert.True(shown.Contains(table), $"{name} does not show {what} as it is now: run it in place again.\n{table}");
    }

    // Those that the tests above look for are there: a pattern that finds nothing would pass everywhere.
    [Fact]
    public void MostNotebooksShowStoredResults() =>
        Assert.InRange(Directory.GetFiles(s_folder, "*.ipynb").Count(f => new CommittedNotebook(f).Source is var source && Stored(source).Concat(Swept(source)).Any()), 6, 100);

    private static IEnumerable<(string What, string Table)> Stored(string source) =>
        from Match given in StoredResult().Matches(source)
        where source.Contains($"workbook.Table({given.Groups["variable"].Value})")
        let file = given.Groups["name"].Value is var name && given.Groups["orRun"].Success
            ? Presets.Names.Reverse().Select(preset => Path.Combine(s_folder, "results", $"{name}-{preset}.json")).First(File.Exists)
            : Path.Combine(s_folder, "results", $"{name}.json")
        let record = RunRecord.Load(file)
        select (Path.GetFileName(file), ExperimentCatalogue.Find(record.Experiment).Table(record, PaperNumbers.Load()).ToMarkdown());

    private static IEnumerable<(string What, string Table)> Swept(string source) =>
        from Match given in SweepName().Matches(source)
        let results = new SweepResults(Sweep.Load(Path.Combine(s_folder, "sweeps", given.Groups["name"].Value + ".json")), Path.Combine(s_folder, "results", "sweeps"))
        let named = results.Groups.Where(title => source.Contains($"\"{title}\"")).ToArray()
        from title in named.Length > 0 ? named : results.Groups
        from table in results.Tables(title)
        select ($"{given.Groups["name"].Value}, {title}", table.ToMarkdown());

    [GeneratedRegex(@"var (?<variable>\w+) = workbook\.Stored(?<orRun>OrRun)?\(""(?<name>[\w-]+)""\)")]
    private static partial Regex StoredResult();

    [GeneratedRegex(@"workbook\.Sweep\(""(?<name>[\w-]+)""\)")]
    private static partial Regex SweepName();
}
