using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Lgm.Cli.Notebooks;

/// <summary>A notebook that is run from top to bottom, in a process of its own, and written after every cell.</summary>
internal sealed class NotebookRun(NotebookFile notebook, string target)
{
    // By CellStatus.
    private static readonly string[] s_words = ["done", "skipped: data", "failed", "stopped", "process ended", "interrupted"];
    private readonly NotebookCell[] cells = [.. notebook.Cells.Where(c => c.IsCode() && !c.IsCode("skip-execution"))];

    /// <summary>Behind which cell further code runs that does not stand in the notebook.</summary>
    public (NotebookCell? At, string Code) Unwritten { get; init; }

    /// <returns>How the worst cell ended, and the run as a suite of JUnit.</returns>
    public (CellStatus Status, XElement Suite) Run(TimeSpan limit, CancellationToken interrupt)
    {
        Console.WriteLine($"{notebook.Path}: {cells.Length} code cells");
        notebook.Save(target);
        using var process = new CellProcess(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!);
        var (outputs, cases, worst) = (new NotebookOutputs(), new List<XElement>(), CellStatus.Succeeded);
        // The compiler's first work takes seconds, which are not the first cell's.
        var end = process.Run("0", Timeout.InfiniteTimeSpan, _ => { }, interrupt);
        foreach (var (i, cell) in cells.Index())
        {
            var (clock, number, title) = (Stopwatch.StartNew(), i + 1, notebook.Title(cell));
            if (worst == CellStatus.Succeeded)
            {
                var line = $"  [{number}/{cells.Length}] {title}";
                if (CommandLine.IsTerminal) Console.Write($"{line} ...");
                outputs.Begin(cell, number);
                if (end.Status is CellStatus.Succeeded or CellStatus.Failed) end = process.Run(cell == Unwritten.At ? $"{cell.Source}\n{Unwritten.Code}" : cell.Source, limit, outputs.Receive, interrupt);
                outputs.End(end);
                notebook.Save(target);
                var isExpected = end.Status == CellStatus.Failed && cell.IsCode("raises-exception");
                if (!isExpected) worst = end.Status;
                Console.WriteLine($"{(CommandLine.IsTerminal ? "\r\u001b[K" : "")}{line}: {s_words[(int)end.Status]}{(isExpected ? ", as expected," : "")} in {clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
                // In one line: the whole story is in the notebook.
                if (worst != CellStatus.Succeeded) Console.Error.WriteLine($"{notebook.Path}, cell {number} ({title}): {end.Message.Split('\n')[0].TrimEnd('.', '\r')}.");
            }
            else end = new CellEnd(CellStatus.WithoutData, "NotReached", "An earlier cell ended the run.");
            cases.Add(JUnitReport.Case(notebook.Path, $"{number}. {title}", clock.Elapsed, worst == CellStatus.Succeeded ? null : end));
        }
        if (!interrupt.IsCancellationRequested) AddPictures();
        return (worst, JUnitReport.Suite(notebook.Path, cases));
    }

    private void AddPictures()
    {
        var bare = notebook.Cells.SelectMany(c => c.Outputs).Select(o => o["data"]).OfType<JsonObject>().Where(d => d[NotebookOutputs.Plotly] is JsonObject && !d.ContainsKey("image/png")).ToArray();
        if (bare.Length == 0) return;
        try
        {
            // In the order of MIME types, as Jupyter writes them.
            foreach (var data in bare) data.Insert(data.Count(form => string.CompareOrdinal(form.Key, "image/png") < 0), "image/png", ChartPicture.Png(data[NotebookOutputs.Plotly]!));
        }
        catch (WorkbookException e)
        {
            // What the cells found is worth more than their pictures.
            Console.Error.WriteLine($"Figures of {target} have no PNG: {e.Message}");
        }
        notebook.Save(target);
    }
}
