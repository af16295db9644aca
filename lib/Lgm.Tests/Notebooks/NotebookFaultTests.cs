namespace Lgm.Tests.Notebooks;

/// <summary>Whatever a cell does to its process, the notebook is written with the error in its place and what was shown before.</summary>
[Trait("Category", "Slow")]
public sealed class NotebookFaultTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    [Theory]
    [InlineData("int.Parse(\"x\");", "", 3, "FormatException", "not in a correct format")]
    [InlineData("while (true) { }", "--timeout 12", 4, "Timeout", "12 s")]
    [InlineData("Environment.Exit(0);", "", 5, "ProcessEnded", "exit code 0")]
    [InlineData("Console.OpenStandardOutput().Write(\"\\u0001no event\\u0001\\n\"u8);", "", 5, "ProcessEnded", "exit code 137")]
    public void AFaultEndsTheRunAndStandsInItsPlace(string code, string options, int exitCode, string name, string message)
    {
        folder.With("\"kept\"", $"Console.WriteLine(\"before\"); {code}", "3").Run(options).Ended(exitCode, "cell 2", message);
        var cells = folder.Cells();
        Assert.Equal("kept", (string?)cells[0]["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal("before\n", NotebookFolder.Text(cells[1]));
        Assert.Equal((name, true), (NotebookFolder.Error(cells[1]).Name, NotebookFolder.Error(cells[1]).Message!.Contains(message)));
        Assert.Equal((null, 0), ((int?)cells[2]["execution_count"], cells[2]["outputs"]!.AsArray().Count));
        Assert.Equal("2 1 0", folder.Counts);
    }

    // The data of others are no fault of the notebook: a sentence in place of an error, and the rest waits.
    [Fact]
    public void MissingDataSkipTheRest()
    {
        folder.With("# Data", "class MissingDataException(string m) : Exception(m) { }", "throw new MissingDataException(\"Little is not here: fetch it.\");", "3").Run().Ended(6, "Little is not here");
        Assert.Equal("Skipped: Little is not here: fetch it.\n", NotebookFolder.Text(folder.Cells()[1]));
        Assert.Equal("2 0 1", folder.Counts);
    }

    [Fact]
    public void FiftyMegabytes()
    {
        folder.With("for (var i = 0; i < 500; i++) Console.WriteLine(new string('x', 99_999));", "\"still here\"").Run().Succeeded();
        Assert.Equal(10_000_000, NotebookFolder.Text(folder.Cells()[0]).Length);
        Assert.Contains("beyond 10000000 characters is left out", NotebookFolder.Text(folder.Cells()[0], 1));
        Assert.Single(folder.Cells()[1]["outputs"]!.AsArray());
    }

    /// <summary>What a cell does to keep what it has, when it is asked to end, it has time for; and no process stays behind.</summary>
    [Theory]
    [InlineData("TERM", 130)]
    [InlineData("KILL", 137)]
    public void AnInterruptKeepsWhatWasDone(string signal, int exitCode)
    {
        const string Long = """
            var stop = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            System.IO.File.WriteAllText("running", Environment.ProcessId.ToString());
            stop.WaitHandle.WaitOne();
            System.IO.File.WriteAllText("heeded", "");
            while (true) { }
            """;
        using var run = folder.With("\"kept\"", Long).Start($"-o {folder["out.ipynb"]}");
        run.WaitUntil(() => File.Exists(folder["running"]) && File.ReadAllText(folder["running"]).Length > 0);
        using var cells = Process.GetProcessById(int.Parse(File.ReadAllText(folder["running"])));
        run.Signal(signal);
        Assert.Equal(exitCode, run.End().ExitCode);
        Assert.True(cells.WaitForExit(20_000) && File.Exists(folder["heeded"]));
        Assert.Equal("kept", (string?)folder.Cells()[0]["outputs"]![0]!["data"]!["text/plain"]![0]);
        if (signal == "TERM") Assert.Equal("Interrupted", NotebookFolder.Error(folder.Cells()[1]).Name);
    }

    public void Dispose() => folder.Dispose();
}
