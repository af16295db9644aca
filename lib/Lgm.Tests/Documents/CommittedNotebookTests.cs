namespace Lgm.Tests.Documents;

/// <summary>Every committed notebook follows the template that <c>notebooks/README.md</c> describes, and shows stored results as their files say now.</summary>
public sealed partial class CommittedNotebookTests
{
    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(NotebookTool.Folder, "*.ipynb").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void ItFollowsTheTemplate(string name)
    {
        var notebook = new CommittedNotebook(Path.Combine(NotebookTool.Folder, name));
        Assert.StartsWith("#r \"../lib/Lgm.Interactive/bin/Release/net10.0/Lgm.Interactive.dll\"", notebook.Code[0].Source);
        Assert.Contains("Notebook.Start()", notebook.Code[0].Source);
        Assert.Contains("parameters", notebook.Code[1].Tags);
        Assert.Contains("preset = \"quick\"", notebook.Code[1].Source);
        Assert.All(new[] { "**Look at**", "## What we found", "## Exercises" }, part => Assert.Contains(part, notebook.Prose));
        // Committed with the outputs of a whole run: of all cells, or of those before the first whose data were not there.
        var run = notebook.Code.TakeWhile(c => c.Count is not null).ToArray();
        Assert.True(run.Length == notebook.Code.Count || CommittedNotebook.Text(run[^1].Outputs[^1]!["text"]).StartsWith("Skipped: ", StringComparison.Ordinal));
        Assert.All(notebook.Code.Skip(run.Length), c => Assert.Empty(c.Outputs));
        Assert.Empty(NotebookLint.Check(Path.Combine(NotebookTool.Folder, name)));
        Assert.Contains($"]({name})", File.ReadAllText(Path.Combine(NotebookTool.Folder, "README.md")));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void ItsTablesAreThoseOfItsResults(string name)
    {
        var notebook = new CommittedNotebook(Path.Combine(NotebookTool.Folder, name));
        var shown = notebook.Code.SelectMany(c => c.Outputs).Select(o => CommittedNotebook.Text(o!["data"]?["text/plain"])).ToHashSet();
        foreach (var stored in Stored(notebook.Source))
        {
            var record = RunRecord.Load(Path.Combine(NotebookTool.Folder, "results", stored + ".json"));
            ResultTable[] forms = [record.Table(), .. record.Result is DetectionResult ? [record.Headline(), record.AccuracyTable()] : Array.Empty<ResultTable>(), .. OnlyLabel().Matches(notebook.Source).Select(m => record.Table().Only(m.Groups[1].Value))];
            Assert.True(forms.Any(table => shown.Contains(table.ToMarkdown())), $"{name} does not show {stored} as it is now: run it in place again.\n{forms[0].ToMarkdown()}");
        }
    }

    // Those that the test above looks for are there: a pattern that finds nothing would pass everywhere.
    [Fact]
    public void NotebooksShowStoredResults() =>
        Assert.True(Directory.GetFiles(NotebookTool.Folder, "*.ipynb").Count(f => Stored(new CommittedNotebook(f).Source).Any()) >= 4);

    // Results of which a notebook shows a table; of others it draws.
    private static IEnumerable<string> Stored(string source) =>
        StoredResult().Matches(source).Where(m => Regex.IsMatch(source, $@"\b{m.Groups["variable"].Value}\.(Table|Headline|AccuracyTable)\(")).Select(m => m.Groups["name"].Value).Distinct();

    [GeneratedRegex(@"var (?<variable>\w+) = RunRecord\.Stored\(""(?<name>[\w-]+)""\)")]
    private static partial Regex StoredResult();

    [GeneratedRegex(@"\.Only\(""([^""]+)""\)")]
    private static partial Regex OnlyLabel();
}
