using Lgm.Data;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Running;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>Every notebook follows the template that <c>notebooks/README.md</c> describes, and is named there.</summary>
public sealed class NotebookTemplateTests
{
    private static readonly string Folder = Path.Combine(WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout"), "notebooks");

    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(Folder, "*.ipynb").Select(f => Path.GetFileName(f)!).Order()];

    /// <summary>Whether all code cells were run, or all up to the first whose data were not there.</summary>
    internal static bool WasRun(IReadOnlyList<Cell> code)
    {
        var run = code.TakeWhile(c => c.ExecutionCount is not null).ToArray();
        return run.Length == code.Count
            || (run is [.., { Outputs: [.., var last] }] && Lines.Join(last!["text"])?.StartsWith(NotebookRunner.Skipped, StringComparison.Ordinal) == true
                && code.Skip(run.Length).All(c => c.ExecutionCount is null && c.Outputs.Count == 0));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void ItFollowsTheTemplate(string name)
    {
        var notebook = Notebook.Load(Path.Combine(Folder, name));
        var code = notebook.Cells.Where(c => c.IsCode).ToArray();
        Assert.StartsWith("#r \"../environment/publish/Lgm.dll\"", code[0].Source);
        Assert.Contains("Workbook.Versions", code[0].Source);
        Assert.Contains("parameters", code[1].Tags);
        Assert.Contains("preset = \"quick\"", code[1].Source);
        var prose = string.Concat(notebook.Cells.Where(c => !c.IsCode).Select(c => c.Source));
        Assert.All(new[] { "**Look at**", "## How sure the numbers are", "## Questions" }, part => Assert.Contains(part, prose));
        // Committed with the outputs of a run in place, which leaves no times: of all cells, or of those before the first whose data were not there.
        Assert.True(WasRun(code));
        Assert.All(notebook.Cells, c => Assert.Null(c.Metadata["papermill"]));
        Assert.Contains($"]({name})", File.ReadAllText(Path.Combine(Folder, "README.md")));
    }
}
