using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Linting;
using Lgm.Tests.Cli;
using Lgm.Tests.Documents;
using Xunit;

namespace Lgm.Tests.Kernel;

[Collection(CommandLineCollection.Name)]
public sealed class NotebookRunTests(TemporaryWorkbook workbook)
{
    private readonly NotebookFolder folder = new(workbook);

    [Fact]
    public void ParametersTagsTitlesAndTheReport()
    {
        folder.With("# A title", "parameters|var preset = \"quick\"; double rate = 0.1;", "Console.WriteLine($\"{preset} {rate / 4}\");",
            "raises-exception|throw new Exception(\"wanted\");", "skip-execution|Never();", "var d = display(1); 5", "d.Update(2);");
        var said = folder.Run($"-p rate=1 --preset cpu --report {folder["junit.xml"]}").Succeeded("[1/6] A title: done", "failed, as expected", "[6/6]");
        Assert.Contains("out.ipynb", said);
        var cells = folder.Cells();
        Assert.Equal("preset = \"cpu\";\nrate = 1;", string.Concat(cells[1]["source"]!.AsArray().Skip(1).Select(l => (string?)l)));
        Assert.Equal("injected-parameters", (string?)cells[1]["metadata"]!["tags"]![0]);
        Assert.Equal("cpu 0.25\n", NotebookFolder.Text(cells[2]));
        Assert.Equal(("Exception", "wanted"), NotebookFolder.Error(cells[3]));
        Assert.Empty(cells[4]["outputs"]!.AsArray());
        Assert.Equal("2", (string?)cells[5]["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal(("execute_result", 5), ((string?)cells[5]["outputs"]![1]!["output_type"], (int?)cells[5]["execution_count"]));
        Assert.All(cells.Where((_, i) => i != 4), c => Assert.Equal("completed", (string?)c["metadata"]!["papermill"]!["status"]));
        var papermill = JsonNode.Parse(File.ReadAllText(folder["out.ipynb"]))!["metadata"]!["papermill"]!;
        Assert.Equal("""{"preset":"cpu","rate":"1"}""", papermill["parameters"]!.ToJsonString());
        Assert.Equal((folder["in.ipynb"], folder["out.ipynb"], "{}", "{}"), ((string?)papermill["input_path"], (string?)papermill["output_path"], papermill["default_parameters"]!.ToJsonString(), papermill["environment_variables"]!.ToJsonString()));
        var suite = XDocument.Load(folder["junit.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("6", "0", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
    }

    [Fact]
    public void AFailureEndsTheRunAndStandsInItsPlace()
    {
        folder.With("1", "throw new Exception(\"bad\");", "3");
        folder.Run($"--report {folder["junit.xml"]}").Ended(3, "cell 2", "bad");
        var cells = folder.Cells();
        Assert.Equal("1", (string?)cells[0]["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal(("Exception", "bad"), NotebookFolder.Error(cells[1]));
        Assert.Empty(cells[2]["outputs"]!.AsArray());
        Assert.Equal("1", XDocument.Load(folder["junit.xml"]).Root!.Element("testsuite")!.Attribute("skipped")!.Value);
    }

    // Where its data are not, a notebook ends with a sentence in place of an error, and is whole: what follows waits for the data.
    [Fact]
    public void MissingDataEndTheRunWithASentence()
    {
        folder.With("1", $"#r \"{Path.Combine(workbook.Program, "Lgm.dll")}\"\nthrow new Lgm.Data.MissingDataException(\"Little is not here: fetch it.\");", "3");
        workbook.Run($"notebook run {folder["in.ipynb"]}").Ended(6, "Little is not here");
        var notebook = Notebook.Load(folder["in.ipynb"]);
        var code = notebook.Cells.Where(c => c.IsCode).ToArray();
        Assert.Equal("Skipped: Little is not here: fetch it.\n", Lines.Join(Assert.Single(code[1].Outputs)!["text"]));
        Assert.Equal((null, 0), (code[2].ExecutionCount, code[2].Outputs.Count));
        Assert.True(NotebookTemplateTests.WasRun(code));
        Assert.False(NotebookTemplateTests.WasRun([code[0], code[2]]));
        Assert.DoesNotContain(NotebookLint.Check(notebook), fault => fault.Contains("error") || fault.Contains("whole run"));
    }

    [Fact]
    public void InPlaceTwiceIsTheSameBytesWithoutTimesOrPaths()
    {
        folder.With("# A title", "Console.WriteLine(1);", "raises-exception|throw new Exception(\"x\");");
        workbook.Run($"notebook run {folder["in.ipynb"]}").Succeeded();
        var first = File.ReadAllText(folder["in.ipynb"]);
        Assert.DoesNotContain("papermill", first);
        Assert.DoesNotContain(workbook.Root, first);
        workbook.Run($"notebook run {folder["in.ipynb"]}").Succeeded();
        Assert.Equal(first, File.ReadAllText(folder["in.ipynb"]));
    }

    [Fact]
    public void InPlaceValuesMakeTheOutputsAndLeaveTheSources()
    {
        folder.With("# A title", "parameters|var preset = \"quick\"; int n = 1;", "Console.WriteLine($\"{preset} {n}\");");
        var sources = folder.Cells("in.ipynb").Select(c => c["source"]!.ToJsonString()).ToArray();
        workbook.Run($"notebook run {folder["in.ipynb"]} --preset cpu -p n=2").Succeeded();
        var cells = folder.Cells("in.ipynb");
        Assert.Equal(sources, cells.Select(c => c["source"]!.ToJsonString()));
        Assert.Equal("cpu 2\n", NotebookFolder.Text(cells[1]));
        var text = File.ReadAllText(folder["in.ipynb"]);
        Assert.Equal("""{"preset":"cpu","n":"2"}""", JsonNode.Parse(text)!["metadata"]!["lgm"]!["parameters"]!.ToJsonString());
        Assert.DoesNotContain("papermill", text);
        // The next run is without them again.
        workbook.Run($"notebook run {folder["in.ipynb"]}").Succeeded();
        Assert.Null(JsonNode.Parse(File.ReadAllText(folder["in.ipynb"]))!["metadata"]!["lgm"]!["parameters"]);
    }

    [Theory]
    [InlineData("-p other=1", "no parameter other", "preset, n")]
    [InlineData("-p n=many", "parameter n", "whole number")]
    [InlineData("-p n", "name=value")]
    [InlineData("--preset nope", "preset \"nope\"", "quick, cpu, paper")]
    [InlineData("--timeout -1", "--timeout -1", "above 0")]
    public void AWrongValueIsNamedAndNothingIsWritten(string options, params string[] parts)
    {
        folder.With("parameters|var preset = \"quick\"; int n = 3;").Run(options).Failed(parts);
        Assert.False(File.Exists(folder["out.ipynb"]));
    }

    [Fact]
    public void ABrowserThatDoesNotWorkCostsOnlyThePictures()
    {
        File.WriteAllText(folder["plotly.js"], "plotly");
        File.WriteAllText(folder["chromium"], "#!/bin/sh\nexit 1\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["chromium"], (UnixFileMode)0b111_101_101);
        folder.With("class Drawing { } Formatter.Register<Drawing>(d => \"{}\", \"application/vnd.plotly.v1+json\"); new Drawing()")
            .Run("", ("LGM_PLOTLY_JS", folder["plotly.js"]), ("PATH", $"{Path.GetDirectoryName(folder["chromium"])}:{Environment.GetEnvironmentVariable("PATH")}"))
            .Ended(0, "have no PNG", "chromium drew no figures");
        var forms = folder.Cells()[0]["outputs"]![0]!["data"]!.AsObject();
        Assert.Equal(["application/vnd.plotly.v1+json", "text/plain"], forms.Select(f => f.Key));
    }

    [Fact]
    public void ABrokenNotebookIsNamed()
    {
        File.WriteAllText(folder["in.ipynb"], "{\"nbformat\": 4,");
        folder.Run().Failed("in.ipynb is not a readable notebook (line 1");
        workbook.Run($"notebook run {folder["gone.ipynb"]}").Failed("There is no notebook", "gone.ipynb");
    }
}
