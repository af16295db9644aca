namespace Lgm.Tests.Notebooks;

/// <summary>The committed notebooks in the unmodified tool as a Jupyter kernel, through Jupyter's headless client.</summary>
[Trait("Category", "Slow")]
[Collection(nameof(NotebookTool))]
public sealed class NbclientTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lgm-nbclient-");

    // Every notebook takes a minute or more: this one, which trains and attacks, unless all are asked for; another runs in the classic Notebook.
    public static TheoryData<string> Notebooks => new(Environment.GetEnvironmentVariable("LGM_ALL_NOTEBOOKS") is null
        ? ["07-fgsm.ipynb"]
        : Directory.GetFiles(NotebookTool.Folder, "*.ipynb").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(Notebooks))]
    public void RunsWithoutAnErrorAndDraws(string name)
    {
        var python = NotebookTool.NeedPython();
        var ran = Path.Combine(folder.FullName, name);
        var (code, said) = NotebookTool.Run(folder.FullName, python, Path.Combine(AppContext.BaseDirectory, "Notebooks", "nbclient_run.py"), Path.Combine(NotebookTool.Folder, name), ran, "var digits = 20;");
        Skip.If(said.Contains("MissingDataException", StringComparison.Ordinal), $"{name} needs data that cannot be had here.");
        Assert.True(code == 0, said);
        var outputs = new CommittedNotebook(ran).Code.SelectMany(cell => cell.Outputs).ToList();
        Assert.DoesNotContain(outputs, output => (string?)output!["output_type"] == "error");
        var pages = outputs.Select(output => CommittedNotebook.Text(output!["data"]?["text/html"])).ToList();
        Assert.Contains(pages, page => page.Contains("Plotly.newPlot", StringComparison.Ordinal));
        Assert.Single(pages, page => page.Length > 3_000_000);
        // The tool would send it as a string, which JupyterLab's renderer does not read.
        Assert.DoesNotContain(outputs, output => output!["data"]?["application/vnd.plotly.v1+json"] is not null);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
