using System.Globalization;
using Lgm.Kernel.Running;

namespace Lgm.Cli;

/// <summary>A line a cell: its number, title and time; in a terminal also the one that runs now.</summary>
internal sealed class NotebookProgress(string notebook)
{
    private const string ToLineStart = "\r\u001b[K";

    public void Report(CellReport cell)
    {
        if (cell is { Index: 1, End: null }) Console.WriteLine($"{notebook}: {cell.Count} code cells");
        var line = $"  [{cell.Index}/{cell.Count}] {cell.Title}";
        if (cell.End is null)
        {
            if (CommandLine.IsTerminal) Console.Write(line + " ...");
            return;
        }
        Console.WriteLine($"{(CommandLine.IsTerminal ? ToLineStart : "")}{line}: {Word(cell)} in {cell.Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        // In one line: the whole story is in the notebook.
        if (cell.IsFault) Console.Error.WriteLine($"{notebook}, cell {cell.Index} ({cell.Title}): {cell.End.Error!.Message.Split('\n')[0].TrimEnd('.')}.");
    }

    private static string Word(CellReport cell) => cell.End!.Status switch
    {
        CellStatus.Succeeded => "done",
        CellStatus.Failed when cell.Expected => "failed, as expected,",
        CellStatus.Failed => "failed",
        CellStatus.WithoutData => "skipped: data",
        CellStatus.TimedOut => "stopped",
        CellStatus.Died => "process ended",
        _ => "interrupted",
    };
}
