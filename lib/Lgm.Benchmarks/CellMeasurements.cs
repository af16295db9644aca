using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lgm.Kernel.Running;

namespace Lgm.Benchmarks;

/// <summary>How long a reader of a notebook waits for cells that do next to nothing, and what their process holds.</summary>
internal static class CellMeasurements
{
    public const int Cells = 200;
    private const int Starts = 5;

    /// <summary>From nothing, the process included, to the value of the first cell: the median of five starts.</summary>
    public static Measurement First()
    {
        List<double> times = [], memory = [];
        for (var i = 0; i < Starts; i++)
        {
            var clock = Stopwatch.StartNew();
            using var process = new CellProcess(Environment.CurrentDirectory);
            Run(process, 1, "1 + 1");
            times.Add(clock.Elapsed.TotalMilliseconds);
            memory.Add(Megabytes(process));
        }
        return new Measurement(Measurement.Median(times), Measurement.Median(memory));
    }

    /// <summary>Cells behind the first, each of which declares a variable by that of the one before: the median, and the peak behind all.</summary>
    public static Measurement Later()
    {
        using var process = new CellProcess(Environment.CurrentDirectory);
        Run(process, 0, "var x0 = 0;");
        List<double> times = [];
        for (var i = 1; i <= Cells; i++)
        {
            var clock = Stopwatch.StartNew();
            Run(process, i, $"var x{i} = x{i - 1} + 1; x{i}");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return new Measurement(Measurement.Median(times), Megabytes(process));
    }

    private static double Megabytes(CellProcess process) =>
        double.Parse(Run(process, Cells + 1, "Console.Write(System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64)"), CultureInfo.InvariantCulture) / 1e6;

    private static string Run(CellProcess process, int cell, string code)
    {
        var printed = new StringBuilder();
        var end = process.Run(cell, code, TimeSpan.FromMinutes(2), message => printed.Append(message.Text), default);
        return end.Status == CellStatus.Succeeded ? printed.ToString() : throw new WorkbookException($"A cell of the measurement failed: {end.Error!.Message}");
    }
}
