using System.Xml;
using System.Xml.Linq;

namespace Lgm.Cli.Notebooks;

/// <summary>A notebook that is run from top to bottom, in a process of its own, and written after every cell.</summary>
internal sealed class NotebookRun(NotebookFile notebook, string target)
{
    /// <summary>The cells that have run, as a suite of a JUnit file.</summary>
    public XElement Suite { get; } = new("testsuite", new XAttribute("name", notebook.Path));

    /// <returns>How the last cell ended that has run.</returns>
    public CellStatus Run(TimeSpan limit, string? through, CancellationToken interrupt)
    {
        var cells = notebook.Cells.Where(c => c.IsCode() && !c.IsCode("skip-execution")).ToArray();
        Console.WriteLine($"{notebook.Path}: {cells.Length} code cells");
        notebook.Save(target);
        using var process = new CellProcess(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!, through);
        var (outputs, end) = (new NotebookOutputs(), new CellEnd(CellStatus.Done));
        for (var i = 0; i < cells.Length && end.Status == CellStatus.Done; i++)
        {
            var (cell, clock) = (cells[i], Stopwatch.StartNew());
            var title = $"[{i + 1}/{cells.Length}] {cell.Source.Split('\n')[0]}";
            Console.Write($"  {title}: ");
            outputs.Begin(cell, i + 1);
            end = process.Run($"{cell.Source}\n{cell.Unwritten}", limit, outputs.Receive, interrupt);
            if (end.Status != CellStatus.Done) cell.Json["outputs"]!.AsArray().Add(end.ToOutput());
            if (end.Status != CellStatus.Interrupted) AddPictures(cell);
            notebook.Save(target);
            if (end.Status == CellStatus.Failed && cell.IsCode("raises-exception")) end = new CellEnd(CellStatus.Done);
            Console.WriteLine($"{end.Status} in {clock.Elapsed.TotalSeconds:0.0} s");
            if (end.Status != CellStatus.Done) Console.Error.WriteLine($"{notebook.Path}, cell {i + 1}: {end.Message.Split('\n')[0].TrimEnd('.')}.");
            Suite.Add(TestCase(title, clock.Elapsed, end));
        }
        return end.Status;
    }

    private static void AddPictures(NotebookCell cell)
    {
        try
        {
            foreach (var data in cell.Outputs.Select(o => o["data"]).OfType<JsonObject>())
                if (data[NotebookOutputs.Plotly] is { } figure && !data.ContainsKey("image/png")) data.Insert(1, "image/png", ChartPicture.Png(figure));
        }
        // What the cell found is worth more than its pictures.
        catch (WorkbookException e) { Console.Error.WriteLine($"The figures of this cell have no PNG: {e.Message}"); }
    }

    private XElement TestCase(string title, TimeSpan time, CellEnd end) => new("testcase",
        new XAttribute("classname", notebook.Path), new XAttribute("name", Clean(title)), new XAttribute("time", time.TotalSeconds),
        end.Status == CellStatus.Done ? null
            : new XElement(end.Status == CellStatus.Skipped ? "skipped" : "failure", new XAttribute("message", Clean(end.Message)), Clean(end.Trace ?? "")));

    // XML has no place for most control characters, and a cell may print any.
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));
}
