using System.Text;
using Lgm.Kernel.Host;
using Lgm.Kernel.Running;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>The pipe between the runner and the cells, without a notebook around it.</summary>
public sealed class CellProcessTests
{
    /// <summary>A cell that ends just in time has ended, and the next one finds its process alive.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void ALimitThatPassesBehindTheEndOfACellEndsNothing()
    {
        using var folder = new TemporaryFolder();
        using var process = new CellProcess(folder.Path);
        Assert.Equal(CellStatus.Succeeded, process.Run(1, "1", Timeout.InfiniteTimeSpan, _ => { }, default).Status);
        // What native code prints is handed on when the cell has ended; who takes it is slow here.
        var limit = TimeSpan.FromSeconds(4);
        var heard = new StringBuilder();
        var end = process.Run(2, "Console.OpenStandardOutput().Write(new byte[] { 120 });", limit, message =>
        {
            heard.Append(message.Text);
            Thread.Sleep(limit + TimeSpan.FromSeconds(0.5));
        }, default);
        Assert.Equal((CellStatus.Succeeded, "x"), (end.Status, heard.ToString()));
        Assert.Equal(CellStatus.Succeeded, process.Run(3, "1", Timeout.InfiniteTimeSpan, _ => { }, default).Status);
    }

    /// <summary>Roslyn's own resolver would read all assemblies anew for every cell.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void TwoHundredCellsStayBelowThreeHundredMegabytes()
    {
        using var folder = new TemporaryFolder();
        using var process = new CellProcess(folder.Path);
        var heard = new StringBuilder();
        string Run(int cell, string code)
        {
            heard.Clear();
            Assert.Equal(CellStatus.Succeeded, process.Run(cell, code, Timeout.InfiniteTimeSpan, message => heard.Append(message.Text), default).Status);
            return heard.ToString();
        }
        Run(0, "var x0 = 0;");
        for (var i = 1; i <= 200; i++) Run(i, $"var x{i} = x{i - 1} + 1;");
        var parts = Run(201, "Console.Write($\"{x200} {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64}\");").Split(' ');
        Assert.Equal("200", parts[0]);
        Assert.InRange(double.Parse(parts[1]) / 1e6, 50, 300);
    }

    /// <summary>The HTML of live figures, megabytes each, neither crosses the pipe nor counts as shown.</summary>
    [Fact]
    public void FiguresLeaveTheirHtmlBehind()
    {
        using var pipe = new StringWriter();
        var output = new PipeOutput(1, pipe);
        var html = new string('x', 4_500_000);
        for (var i = 0; i < 20; i++) output.Show(new Dictionary<string, string> { [PipeOutput.Plotly] = "{}", ["text/html"] = html, ["text/plain"] = "Figure" }, null, false);
        output.Show(new Dictionary<string, string> { ["text/html"] = "<b>kept</b>" }, null, false);
        Assert.InRange(pipe.ToString().Length, 1_000, 10_000);
        Assert.DoesNotContain("Left out", pipe.ToString());
        Assert.Contains("<b>kept</b>", pipe.ToString());
    }
}
