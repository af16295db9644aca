namespace Lgm.Tests.Notebooks;

/// <summary>Notebooks in the unmodified tool as VS Code runs them: what is shown, what moves, what stops.</summary>
[Trait("Category", "Slow")]
[Collection(nameof(NotebookTool))]
public sealed class StdioTests(StdioSession session) : IClassFixture<StdioSession>
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    [SkippableFact]
    public void FiguresTablesAndTensorsAreShownTheReadersOwnAsOurs()
    {
        var versions = session.Cell($"{NotebookTool.Reference}\nusing Lgm.Interactive;\nusing Plotly.NET;\nusing Chart = Plotly.NET.CSharp.Chart;\nNotebook.Start()").Single().Forms["text/html"];
        Assert.StartsWith("<table>", versions, StringComparison.Ordinal);
        Assert.Contains("TorchSharp", versions);
        var table = session.Cell("new Lgm.Experiments.ResultTable(\"T\", [\"loss\", \"ours\"], [[\"L-GM\", Lgm.Experiments.Cell.Of(4.04, \"0.0\")], [\"<b>\", Lgm.Experiments.Cell.Of(null)]], [\"One note.\"])").Single().Forms["text/html"];
        Assert.Contains("<tr><td>L-GM</td><td>4.0</td></tr>\n<tr><td>&lt;b&gt;</td><td></td></tr>", table);
        var ours = session.Cell("Lgm.Figures.Figure.Margin(0, .1)").Single();
        var theirs = session.Cell("Chart.Line<double, double, string>(x: new[] { 1.0, 2, 3 }, y: new[] { 1.0, 4, 9 }, Name: \"</script>\")").Single();
        Assert.Equal(ours.Forms.Keys, theirs.Forms.Keys);
        var figure = JsonNode.Parse(theirs.Forms[Plotly])!;
        Assert.Equal([1.0, 4, 9], figure["data"]![0]!["y"]!.AsArray().Select(y => (double)y!));
        Assert.NotNull(figure["layout"]);
        Assert.Contains("Plotly.newPlot", theirs.Forms["text/html"]);
        // Nothing is fetched, and a text of the reader's does not end the script.
        Assert.DoesNotContain("src=", theirs.Forms["text/html"]);
        Assert.Equal(1, theirs.Forms["text/html"].Split("</script>").Length - 1);
        var online = session.Cell("Notebook.Start(offline: false); display(Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 2 }));").Single();
        Assert.InRange(online.Forms["text/html"].Length, 1_000, 30_000);
        Assert.StartsWith("[2x3], type = Float32", session.Cell("TorchSharp.torch.ones(2, 3)").Single().Forms["text/plain"], StringComparison.Ordinal);
        Assert.True(session.Cell("TorchSharp.torch.empty(60_000, 1, 28, 28)").Single().Forms["text/plain"].Length < 2_000);
    }

    [SkippableFact]
    public void AChartHasItsTitleInText()
    {
        session.Cell($"{NotebookTool.Reference}\nusing Lgm.Figures; using Lgm.Interactive;\nNotebook.Start()");
        Assert.Equal("Chart \"How it falls\", traces: 1", session.Cell("Lgm.Figures.Figure.Curves(\"How it falls\", \"epoch\", \"loss\", (\"a\", new[] { 2.0, 1.0 }))").Single().Forms["text/plain"]);
    }

    [SkippableFact]
    public void FiveHundredCallsInALoopStayBelowAGigabyte()
    {
        // A process of its own: the peak of another would hold what other tests did.
        using var session = new StdioSession();
        session.Cell($"{NotebookTool.Reference}\nusing Lgm.Attacks; using Lgm.Detection; using Lgm.Interactive; using Lgm.Losses; using Lgm.Models; using TorchSharp;\nNotebook.Start()");
        session.Cell("""
            var model = new BoundedClassifier(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 100)), new Softmax(10, 100), PixelSpace.Mnist);
            model.eval();
            var (images, labels) = (torch.rand(500, 1, 28, 28), torch.arange(500).remainder(10));
            var detector = new RefittedLikelihood().Fit(model.Head, model.Evaluate(images).Features, labels);
            """);
        // The images that an attack returns are 1.6 MB, and nobody disposes of them.
        session.Cell("for (var i = 0; i < 500; i++) Lgm.Figures.Figure.Images((\"noise\", images.narrow(0, 0, 1)));");
        session.Cell("for (var i = 0; i < 500; i++) detector.Score(model, new Fgsm(0.1).Perturb(model, images, labels));");
        var megabytes = long.Parse(session.Cell("$\"{System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000}\"").Single().Forms["text/plain"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(megabytes, 100, 1_000);
    }

    [SkippableFact]
    public void StopEndsATrainingWithItsCheckpointWritten()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder["stopped.safetensors"];
        session.Cell($$"""
            {{NotebookTool.Reference}}
            using Lgm.Data; using Lgm.Interactive; using Lgm.Losses; using Lgm.Models; using Lgm.Training;
            Notebook.Start()
            """);
        session.Cell("""
            var pixels = new byte[4_000 * 28 * 28];
            Random.Shared.NextBytes(pixels);
            var images = ImageSet.From(new ImageData(pixels, Enumerable.Range(0, 4_000).Select(i => (long)(i % 10)).ToArray(), 4_000, 1, 28, 28, "noise"), 10);
            var model = new BoundedClassifier(new MnistNet(20), new Softmax(10, 20), PixelSpace.Mnist);
            """);
        var training = session.Submit($"Trainer.Train(model, images, new TrainingOptions {{ Epochs = 1_000, BatchSize = 20 }}, @\"{checkpoint}\", task: \"noise\");");
        Assert.Contains("<progress", session.Next("DisplayedValueProduced")["event"]!["formattedValues"]!.ToJsonString().Replace("\\u003C", "<"));
        Assert.False(File.Exists(checkpoint));
        session.Cancel();
        var shown = session.ToEnd(training);
        Assert.Equal("CommandFailed", shown[^1].Type);
        Assert.Contains("cancelled", (string)shown[^1].Event["message"]!);
        Assert.Contains("noise: stopped at 0 %", shown[^2].Forms["text/plain"]);
        Assert.Contains("2", session.Cell("1 + 1").Single().Forms["text/html"]);
        // The step that was under way ends after the cell.
        for (var clock = Stopwatch.StartNew(); !File.Exists(checkpoint) && clock.Elapsed < TimeSpan.FromSeconds(60);) Thread.Sleep(100);
        Assert.True(File.Exists(checkpoint));
        Assert.Contains("1", session.Cell("Trainer.Train(model, images.Take(40), new TrainingOptions { Epochs = 1, BatchSize = 20 }).Losses.Count")[^1].Forms["text/html"]);
        // Work of more than two seconds moves one line to its end.
        var lines = session.Cell("""
            void Tell(int done) => Lgm.LongWork.Progress.Report(new Lgm.WorkProgress("work", done, 3));
            Tell(1);
            System.Threading.Thread.Sleep(2_100);
            Tell(2);
            Tell(3);
            """);
        Assert.Equal(["DisplayedValueProduced", "DisplayedValueUpdated"], lines.Select(line => line.Type));
        Assert.Equal(lines[0].Id, lines[1].Id);
        Assert.Contains("work: done, ", lines[1].Forms["text/plain"]);
    }
}
