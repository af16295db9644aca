using System.Text.Json.Nodes;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Linting;
using Lgm.Kernel.Running;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>A notebook that keeps all rules has no breach; each rule broken alone is the only breach.</summary>
public sealed class NotebookLintTests
{
    private static readonly string s_prose = "# " + string.Join(' ', Enumerable.Repeat("word", 500));

    [Fact]
    public void AGoodNotebookHasNoBreach() => Assert.Empty(NotebookLint.Check(Good()));

    [Fact]
    public void TheFormatIs45() => Breaks(Text().Replace("\"nbformat_minor\": 5", "\"nbformat_minor\": 4"), "The format is 4.4");

    [Fact]
    public void EveryCellHasAnIdOfItsOwn()
    {
        Breaks(Text().Replace("\"id\": \"cell-1\",", ""), "Cell 2 has no id");
        Breaks(Text().Replace("\"cell-1\"", "\"cell-0\""), "id \"cell-0\" of an earlier cell");
        Breaks(Text().Replace("\"cell-1\"", "\"cell 1\""), "id \"cell 1\": use");
    }

    [Fact]
    public void SizesHaveLimits()
    {
        Breaks(NotebookText.Of([s_prose, .. Enumerable.Repeat("1", 16)]), "16 code cells");
        Breaks(NotebookText.Of([s_prose, .. Enumerable.Repeat(string.Concat(Enumerable.Repeat("x();\n", 14)), 6)]), "84 lines of code");
        Breaks(NotebookText.Of(s_prose, string.Concat(Enumerable.Repeat("x();\n", 16))), "Cell 2 has 16 lines");
        Breaks(NotebookText.Of("# few words", "1"), "The prose has 2 words");
        Breaks(NotebookText.Of(s_prose + s_prose, "1"), "words, not 400 to 800");
    }

    [Theory]
    [InlineData("var a = \"/home/someone/data\";", "/home/someone/data")]
    [InlineData("var a = @\"C:\\\\data\";", "C:\\")]
    public void NoPathIsAbsolute(string code, string path) => Breaks(NotebookText.Of(s_prose, code), path);

    [Theory]
    [InlineData("double Margin(double d) => 2 * d;", "Cell 2 (cell-1) defines Margin")]
    [InlineData("record Row(int A);", "Cell 2 (cell-1) defines Row")]
    public void NothingIsDefinedButInExercises(string code, string part)
    {
        Breaks(NotebookText.Of(s_prose, code), part);
        Assert.Empty(NotebookLint.Check(Notebook.Parse(NotebookText.Bytes(NotebookText.Of(s_prose, "exercise|" + code)))));
    }

    [Fact]
    public void ALinkIsNoPath() => Assert.Empty(NotebookLint.Check(Notebook.Parse(NotebookText.Bytes(NotebookText.Of(s_prose, "var a = \"https://example.org/home/x\"; // a/b")))));

    [Fact]
    public void NoOutputIsAnErrorOrHasAPath()
    {
        var notebook = Good();
        notebook.Cells[1].Outputs = [new JsonObject { ["ename"] = "E", ["evalue"] = "in /tmp/x", ["output_type"] = "error", ["traceback"] = new JsonArray() }];
        var faults = NotebookLint.Check(notebook);
        Assert.Equal(2, faults.Count);
        Assert.Contains("an error as its output", faults[1]);
        Assert.Contains("/tmp/x", faults[0]);
    }

    [Fact]
    public void OutputsAreOfTheseSources()
    {
        var notebook = Good();
        notebook.Cells[1].Source = "2";
        Assert.Contains("not those of a whole run", Assert.Single(NotebookLint.Check(notebook)));
        notebook.Cells[1].Source = "1";
        Assert.Empty(NotebookLint.Check(notebook));
    }

    private static string Text() => NotebookText.Of(s_prose, "1");

    // As a finished run leaves it.
    private static Notebook Good()
    {
        var notebook = Notebook.Parse(NotebookText.Bytes(Text()));
        (notebook.Cells[1].ExecutionCount, notebook.Cells[1].Outputs) = (1, [new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "1/2" }]);
        new RunMetadata(notebook, new RunOptions { Folder = "", InPlace = true }).End(failed: false);
        return notebook;
    }

    private static void Breaks(string text, string part) => Assert.Contains(part, Assert.Single(NotebookLint.Check(Notebook.Parse(NotebookText.Bytes(text)))));
}
