using System.Diagnostics;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Running;

/// <summary>Runs a notebook's code cells in order, in a process of their own, and keeps the notebook after each.</summary>
/// <param name="notebook">Gets the outputs.</param>
/// <param name="options">How.</param>
/// <param name="save">Called with the whole file after every cell.</param>
/// <param name="watch">Told of every cell as it starts and as it ends.</param>
internal sealed class NotebookRunner(Notebook notebook, RunOptions options, Action<byte[]> save, Action<CellReport> watch)
{
    private const string Raises = "raises-exception", Skip = "skip-execution";

    /// <summary>How the output of a cell begins whose data are not on this machine; no cell behind it was run.</summary>
    public const string Skipped = "Skipped: ";

    private readonly Dictionary<int, Place> running = [];
    private (Cell Declaring, string Source)? values;
    private readonly RunMetadata metadata = new(notebook, options);

    /// <summary>Runs until the end or the first fault; cells after a fault are left without outputs.</summary>
    /// <returns>All cells that ran, in order.</returns>
    /// <exception cref="NotebookException">A parameter is wrong; nothing was run.</exception>
    public IReadOnlyList<CellReport> Run(CancellationToken cancellation = default)
    {
        if (options.InPlace && options.Parameters.Count > 0) values = Parameters.Assignments(notebook, options.Parameters);
        else Parameters.Inject(notebook, options.Parameters);
        var titles = CellTitles.Of(notebook);
        var cells = notebook.Cells.Where(c => c.IsCode && !c.Tags.Contains(Skip)).ToArray();
        foreach (var cell in cells) (cell.Outputs, cell.ExecutionCount) = ([], null);
        metadata.Start(cells);
        // Whether it can be written shows before an hour of work, not after.
        save(notebook.ToBytes());
        List<CellReport> reports = [];
        using var process = new CellProcess(options.Folder);
        foreach (var cell in cells)
        {
            var report = new CellReport(reports.Count + 1, cells.Length, titles[cell], null, TimeSpan.Zero, cell.Tags.Contains(Raises));
            watch(report);
            metadata.Start(cell);
            var clock = Stopwatch.StartNew();
            var end = RunCell(process, cell, report.Index, cancellation);
            reports.Add(report = report with { End = end, Time = clock.Elapsed });
            metadata.End(cell, report);
            // A notebook whose data are not here has ended well: nothing in it is wrong.
            if (report.IsFault || reports.Count == cells.Length) metadata.End(report.IsFault && end.Status != CellStatus.WithoutData);
            save(notebook.ToBytes());
            watch(report);
            if (report.IsFault) break;
        }
        return reports;
    }

    private CellEnd RunCell(CellProcess process, Cell cell, int number, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(cell.Source)) return new CellEnd(CellStatus.Succeeded);
        cell.ExecutionCount = number;
        var outputs = new CellOutputs(number);
        running[number] = new Place(cell, outputs);
        var end = process.Run(number, cell == values?.Declaring ? $"{cell.Source}\n{values?.Source}" : cell.Source, options.Timeout, Receive, cancellation);
        if (end.Status == CellStatus.Failed && end.Error!.Name == options.MissingData) end = end with { Status = CellStatus.WithoutData };
        if (end.Status == CellStatus.WithoutData) outputs.Print("stdout", $"{Skipped}{end.Error!.Message}\n");
        else if (end.Error is { } error) outputs.Fail(error);
        cell.Outputs = outputs.ToJson();
        return end;
    }

    // Threads and displays outlive their cell: what they say goes where it belongs.
    private void Receive(CellMessage message)
    {
        var place = running[message.Cell];
        if (!place.Outputs.Take(message)) place = running.Values.FirstOrDefault(p => p.Outputs.Take(message), place);
        // Empty cells have no place, so that the last number and not the count is that of the cell which runs.
        if (message.Cell != running.Keys.Max() || place != running[message.Cell]) place.Cell.Outputs = place.Outputs.ToJson();
    }

    private sealed record Place(Cell Cell, CellOutputs Outputs);
}
