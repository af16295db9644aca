using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>Whatever a cell does to its process, the notebook is written with the error in its place.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class NotebookFaultTests(TemporaryWorkbook workbook)
{
    private const string Kill = "System.Diagnostics.Process.GetCurrentProcess().Kill(); System.Threading.Thread.Sleep(10_000);";
    private readonly NotebookFolder folder = new(workbook);

    [Fact]
    public void ACellThatKillsItsProcess()
    {
        folder.With("1", $"Console.WriteLine(\"before\"); {Kill}", "3").Run().Ended(5, "cell 2", "SIGKILL");
        var cells = folder.Cells();
        Assert.Equal("before\n", NotebookFolder.Text(cells[1]));
        Assert.Equal("ProcessEnded", NotebookFolder.Error(cells[1]).Name);
        Assert.NotEmpty(cells[0]["outputs"]!.AsArray());
        Assert.Empty(cells[2]["outputs"]!.AsArray());
    }

    [Fact]
    public void ACellWithoutEnd()
    {
        // Long enough for a first cell on a machine that is busy with everything else.
        folder.With("Console.WriteLine(1); while (true) { }").Run("--timeout 20").Ended(4, "20 s", "stopped");
        Assert.Equal("1\n", NotebookFolder.Text(folder.Cells()[0]));
        Assert.Equal("Timeout", NotebookFolder.Error(folder.Cells()[0]).Name);
    }

    [Fact]
    public void ACellThatPrintsFiftyMegabytes()
    {
        folder.With("for (var i = 0; i < 500_000; i++) Console.WriteLine(new string('x', 99));", "\"still here\"").Run().Succeeded();
        var cells = folder.Cells();
        Assert.Equal(1_000_000, NotebookFolder.Text(cells[0]).Length);
        Assert.Contains("beyond 1000000 characters is left out", NotebookFolder.Text(cells[0], 1));
        Assert.Single(cells[1]["outputs"]!.AsArray());
    }

    [Fact]
    public void ACellThatFillsMemory()
    {
        // The runner's own limit is the same, and what it needs is far below it.
        folder.With("var all = new List<byte[]>(); while (true) { var part = new byte[10_000_000]; Array.Fill(part, (byte)1); all.Add(part); }")
            .Run("", ("DOTNET_GCHeapHardLimit", "0xC000000")).Ended(3, "cell 1", "more memory than it can have");
        Assert.Equal("OutOfMemoryException", NotebookFolder.Error(folder.Cells()[0]).Name);
    }

    [Fact]
    public void NativeMemoryUnderALimitOfTheSystem()
    {
        // The system refuses what lies beyond the limit, as it does where memory is at its end; .NET cannot go on without it.
        const string Fill = "unsafe { while (true) { var part = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(10_000_000); new Span<byte>(part, 10_000_000).Fill(1); } }";
        File.WriteAllText(folder["in.ipynb"], NotebookText.Of("1", Fill));
        using var process = new LgmProcess("bash",
            ["-c", $"ulimit -v 6000000; exec dotnet {Path.Combine(workbook.Program, "Lgm.Cli.dll")} notebook run {folder["in.ipynb"]} -o {folder["out.ipynb"]}"],
            new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x10000000", ["DOTNET_PROCESSOR_COUNT"] = "1" }, workbook.Root);
        var outcome = process.End();
        Assert.True(outcome.ExitCode is 3 or 5, outcome.ToString());
        Assert.Contains(NotebookFolder.Error(folder.Cells()[1]).Name, new[] { "OutOfMemoryException", "ProcessEnded" });
    }

    [Fact]
    public void ARecursionWithoutEndAndNativePrints()
    {
        const string Native = "using System.Runtime.InteropServices; static class C { [DllImport(\"libc\")] public static extern int puts(string text); }";
        folder.With(Native, "C.puts(\"from C\");", "int Down(int n) => Down(n + 1) + 1; Down(0)").Run().Ended(5, "cell 3", "SIGABRT");
        var cells = folder.Cells();
        Assert.Equal("from C\n", NotebookFolder.Text(cells[1]));
        Assert.Contains("Stack overflow.", cells[2]["outputs"]![0]!["traceback"]!.AsArray().Select(l => (string?)l));
    }

    [Fact]
    public void AnInterruptKeepsWhatWasDone()
    {
        using var run = folder.With("\"kept\"", "System.Threading.Thread.Sleep(100_000);").Start();
        run.WaitUntil(() => File.Exists(folder["out.ipynb"]) && folder.Cells()[0]["outputs"]!.AsArray().Count == 1);
        run.Signal("INT");
        Assert.Equal(130, run.End().ExitCode);
        Assert.Equal("Interrupted", NotebookFolder.Error(folder.Cells()[1]).Name);
    }
}
