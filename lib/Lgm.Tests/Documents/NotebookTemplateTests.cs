using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>Every notebook follows the template that <c>notebooks/README.md</c> describes, and is named there.</summary>
public sealed class NotebookTemplateTests
{
    private static readonly string Folder = Path.Combine(WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout"), "notebooks");

    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(Folder, "*.ipynb").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void ItFollowsTheTemplate(string name)
    {
        var notebook = new CommittedNotebook(Path.Combine(Folder, name));
        Assert.StartsWith("#r \"../lib/Lgm.Interactive/bin/Release/net10.0/Lgm.Interactive.dll\"", notebook.Code[0].Source);
        Assert.Contains("Notebook.Start()", notebook.Code[0].Source);
        Assert.Contains("parameters", notebook.Code[1].Tags);
        Assert.Contains("preset = \"quick\"", notebook.Code[1].Source);
        Assert.All(new[] { "**Look at**", "## What we found", "## Exercises" }, part => Assert.Contains(part, notebook.Prose));
        // Committed with the outputs of a whole run: of all cells, or of those before the first whose data were not there.
        var run = notebook.Code.TakeWhile(c => c.Count is not null).ToArray();
        Assert.True(run.Length == notebook.Code.Count || CommittedNotebook.Text(run[^1].Outputs[^1]!["text"]).StartsWith("Skipped: ", StringComparison.Ordinal));
        Assert.All(notebook.Code.Skip(run.Length), c => Assert.Empty(c.Outputs));
        Assert.Contains($"]({name})", File.ReadAllText(Path.Combine(Folder, "README.md")));
    }
}
