namespace Lgm.Tests.Notebooks;

/// <summary>Notebooks as programs of one file, which the SDK builds and runs.</summary>
public sealed class NotebookExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // A script's liberties: a value at the end, a type before its use, prose with line breaks, usings where they are needed.
    [Fact]
    [Trait("Category", "Slow")]
    public void ALittleNotebookShowsTextTablesAndFigures()
    {
        Write("# Title\n\nof *two* lines", $"{NotebookTool.Reference}\nusing Lgm.Interactive;\nNotebook.Start()", "class Square { public int Of(int n) => n * n; }\nvar n = 3; // of squares",
            "using Figure = Lgm.Figures.Figure;\nnew Square().Of(n) // nine", "display($\"{n + 1}\");\n(string)null", "skip-execution|Never();", "Figure.Margin(0, 0.3)", "new Lgm.Experiments.ResultTable(\"T\", [\"loss\"], [], [])");
        var said = Run(folder["in.ipynb"]);
        Assert.Matches(@"^\.NET 10\.\d+\.\d+, libtorch 2[.\d]+\n9\n4\n\nFigure: app\.1\.html\n\| loss \|", said);
        var page = File.ReadAllText(folder["app.1.html"]);
        Assert.True(page.Contains("Plotly.newPlot") && page.Length > 3_000_000 && !Regex.IsMatch(page, "<script[^>]* src="), "The page fetches plotly.js, or draws nothing.");
        Assert.Contains("// # Title\n//\n// of *two* lines\n", File.ReadAllText(folder["app.cs"]));
    }

    [Fact]
    public void EveryCommittedNotebookIsAProgram() => Assert.All(Directory.GetFiles(NotebookTool.Folder, "*.ipynb"), notebook =>
    {
        Export(notebook);
        Assert.Contains("Notebook.Start()", File.ReadAllText(folder["app.cs"]));
    });

    [Theory]
    [InlineData("cell 2: \"#!markdown\" has no counterpart", "1", "#!markdown\nx")]
    [InlineData("cell 1: \"#r \"nuget: A, 1.0\"\" has no counterpart", "#r \"nuget: A, 1.0\"")]
    [InlineData("declares \"x\" more than once", "var x = 1;", "var x = 2;")]
    [InlineData("declares \"x\" more than once", "foreach (var x in new[] { 1 }) { }", "var x = 2;")]
    [InlineData("cell 1: ; expected", "var x = 1")]
    public void WhatAProgramCannotSayIsNamed(string fault, params string[] cells)
    {
        Write(cells);
        Assert.Contains(fault, Assert.Throws<WorkbookException>(() => Export(folder["in.ipynb"])).Message);
        Assert.False(File.Exists(folder["app.cs"]));
    }

    public void Dispose() => folder.Dispose();

    private void Write(params string[] cells) => File.WriteAllText(folder["in.ipynb"], NotebookFolder.Notebook(cells).ToJsonString());

    private void Export(string notebook) => NotebookExport.Create().Parse([notebook, "--to", folder["app.cs"]]).Invoke(new() { EnableDefaultExceptionHandler = false });

    private string Run(string notebook)
    {
        Export(notebook);
        var (code, said) = NotebookTool.Run(folder.Path, "dotnet", "run", "-c", "Release", "app.cs");
        Assert.True(code == 0, said);
        return said;
    }
}
