using System.CommandLine;

namespace Lgm.Tests.Notebooks;

[Trait("Category", "Slow")]
public sealed class NotebookRunTests : IDisposable
{
    private const string Plotly = "application/vnd.plotly.v1+json";
    private const string Chart = """
        using Microsoft.DotNet.Interactive; class Chart { }
        Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Chart>(c => "{\"data\":[{\"type\":\"bar\",\"y\":[1,2]}],\"layout\":{\"width\":300,\"height\":200}}", "application/vnd.plotly.v1+json");
        KernelInvocationContext.Current.Display(new Chart(), "application/vnd.plotly.v1+json", "text/html");
        """;

    private readonly NotebookFolder folder = new();

    [Fact]
    public void ParametersTagsDisplaysAndTheReport()
    {
        folder.With("# A title", "parameters|var preset = \"quick\"; double rate = 0.1;", "Console.WriteLine($\"{preset} {rate / 4}\"); Console.Error.Write(\"e\");",
            "raises-exception|throw new InvalidOperationException(\"wanted\");", "skip-execution|Never();", "var a = \"a\".Display(); var b = \"b\".Display(); b.Update(\"c\"); \"é\"", "HTML(\"<b>x</b>\")", Chart);
        var outcome = folder.Run("-p rate=1 --preset cpu", path: "/nowhere");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("have no PNG: install Chromium", outcome.Errors);
        foreach (var part in new[] { "[1/7] var preset", "[7/7]" }) Assert.Contains(part, outcome.Output);
        var cells = folder.Cells();
        Assert.Equal(("// Parameters\npreset = \"cpu\";\nrate = 1;", "injected-parameters"), (string.Concat(cells[1]["source"]!.AsArray().Select(l => (string?)l)), (string?)cells[1]["metadata"]!["tags"]![0]));
        Assert.Equal(("cpu 0.25\n", "e"), (NotebookFolder.Text(cells[2]), NotebookFolder.Text(cells[2], 1)));
        Assert.Equal(("InvalidOperationException", "wanted"), NotebookFolder.Error(cells[3]));
        Assert.Empty(cells[4]["outputs"]!.AsArray());
        Assert.Equal(["a", "c", "é"], cells[5]["outputs"]!.AsArray().Select(o => (string?)o!["data"]!["text/plain"]![0]));
        Assert.Equal(("execute_result", 5), ((string?)cells[5]["outputs"]![2]!["output_type"], (int?)cells[5]["execution_count"]));
        Assert.Equal("<b>x</b>", (string?)cells[6]["outputs"]![0]!["data"]!["text/html"]![0]);
        Assert.Equal(Plotly, Assert.Single(cells[7]["outputs"]![0]!["data"]!.AsObject()).Key);
        Assert.Equal("7 0 0", folder.Counts);
    }

    [Fact]
    public void InPlaceOnlyOutputsAndCountsChange()
    {
        folder.With("# A title with é, \u00a0, 😀 and \\u00e9", "parameters|var preset = \"quick\"; int n = 1;", "Console.WriteLine($\"{preset} {n} {System.IO.Path.GetFileName(Environment.CurrentDirectory)}\");");
        // As Jupyter writes letters.
        File.WriteAllText(folder["in.ipynb"], File.ReadAllText(folder["in.ipynb"]).Replace("\\u00A0", "\u00a0").Replace("\\uD83D\\uDE00", "😀"));
        var before = File.ReadAllText(folder["in.ipynb"]);
        using (var process = folder.Start("--preset cpu -p n=-2")) process.End().Succeeded();
        Assert.Equal($"cpu -2 {Path.GetFileName(Path.GetDirectoryName(folder["in.ipynb"]))}\n", NotebookFolder.Text(folder.Cells("in.ipynb")[1]));
        // A run of nothing takes the outputs away again: the rest is the same bytes.
        var notebook = new NotebookFile(folder["in.ipynb"]);
        foreach (var cell in notebook.Cells.Where(c => c.IsCode())) (cell.Json["outputs"], cell.Json["execution_count"]) = (new JsonArray(), null);
        notebook.Save(folder["out.ipynb"]);
        Assert.Equal(before, File.ReadAllText(folder["out.ipynb"]));
    }

    [Theory]
    [InlineData("-p n", null, "--parameter n is not of the form name=value")]
    [InlineData("--timeout -1", null, "give seconds above 0")]
    [InlineData("--through gone.sh", null, "There is no program gone.sh")]
    [InlineData("", "{\"nbformat\": 4,", "in.ipynb cannot be read as a notebook (")]
    [InlineData("", "{\"nbformat\": 3}", "its nbformat is not 4")]
    [InlineData("", "{\"nbformat\": 4, \"cells\": [], \"metadata\": {\"kernelspec\": {\"name\": \"python3\"}}}", "for the kernel python3")]
    [InlineData("gone.ipynb", null, "gone.ipynb cannot be read as a notebook (Could not find file")]
    public void WhatIsWrongIsNamedAndNothingIsWritten(string options, string? text, string part)
    {
        folder.With("parameters|var preset = \"quick\"; int n = 3;");
        if (text is not null) File.WriteAllText(folder["in.ipynb"], text);
        string[] words = [folder["in.ipynb"], "-o", folder["out"] + "/", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var wrong = Assert.Throws<WorkbookException>(() => NotebookRunCommand.Create().Parse(words).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        Assert.Contains(part, wrong.Message);
        Assert.False(File.Exists(Path.Combine(folder["out"], "in.ipynb")));
    }

    /// <summary>A name that the notebook does not declare is found by the compiler, as is a value of another type.</summary>
    [Fact]
    public void AParameterThatDoesNotFitIsAFailedCell() => folder.With("parameters|var preset = \"quick\"; int n = 3;").Run("-p other=1").Ended(3, "cell 2", "'other'");

    /// <summary>A figure keeps its JSON, without the page that brings plotly.js along, and gets a picture where there is a browser; it has none above.</summary>
    [SkippableFact]
    public void FiguresGetPictures()
    {
        Skip.If(!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "chromium"))), "There is no Chromium here.");
        folder.With(Chart).Run().Succeeded();
        var data = folder.Cells()[0]["outputs"]![0]!["data"]!.AsObject();
        Assert.Equal([Plotly, "image/png"], data.Select(d => d.Key));
        // A PNG says its size in the bytes 16 to 23.
        Assert.Equal([0, 0, 1, 44, 0, 0, 0, 200], Convert.FromBase64String((string)data["image/png"]!)[16..24]);
    }

    public void Dispose() => folder.Dispose();
}
