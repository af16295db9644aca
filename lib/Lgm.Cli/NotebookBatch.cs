using Lgm.Data;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Kernel.Running;

namespace Lgm.Cli;

/// <summary>Notebooks run one after another; what is written beside them (pages, report, index) grows with each.</summary>
internal sealed class NotebookBatch
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> parameters;
    private readonly TimeSpan timeout;
    private readonly (string Source, string Target, Notebook Notebook)[] notebooks;
    private readonly List<(string Source, IReadOnlyList<CellReport> Cells)> done = [];

    /// <param name="files">Which notebook is written where.</param>
    /// <param name="parameters">Values by name.</param>
    /// <param name="timeout">How long a cell may take.</param>
    public NotebookBatch(IReadOnlyList<(string Source, string Target)> files, IReadOnlyList<KeyValuePair<string, string>> parameters, TimeSpan timeout)
    {
        (this.parameters, this.timeout) = (parameters, timeout);
        // All are read before the first is run: a wrong name is no reason to wait an hour for.
        notebooks = [.. files.Select(f => (f.Source, f.Target, Notebook.Load(f.Source)))];
    }

    /// <summary>Whether each notebook also becomes a page.</summary>
    public bool Pages { get; init; }

    /// <summary>The JUnit file; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>The index of the pages; null for none.</summary>
    public string? Index { get; init; }

    /// <returns>The worst end of any cell.</returns>
    public CellStatus Run()
    {
        foreach (var wanted in new[] { Report, Index }.OfType<string>()) AtomicFile.RequireWritable(wanted);
        foreach (var (source, target, notebook) in notebooks)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(source))!;
            var options = new RunOptions { Folder = folder, Timeout = timeout, Parameters = parameters, InPlace = source == target, InputPath = source, OutputPath = target, MissingData = nameof(MissingDataException) };
            var runner = new NotebookRunner(notebook, options, bytes => AtomicFile.Write(target, s => s.Write(bytes)), new NotebookProgress(source).Report);
            done.Add((source, runner.Run(CommandLine.Interrupt)));
            if (NotebookPictures.Add(notebook)) AtomicFile.Write(target, s => s.Write(notebook.ToBytes()));
            WriteBeside(notebook, target, folder);
            CommandLine.Interrupt.ThrowIfCancellationRequested();
            Console.WriteLine($"Notebook: {target}");
        }
        if (Index is not null) Console.WriteLine($"Index: {Index} ({NotebookIndex.Summary(Entries())})");
        return done.SelectMany(d => d.Cells).Where(c => c.IsFault).Select(c => c.End!.Status).DefaultIfEmpty(CellStatus.Succeeded).Max();
    }

    private void WriteBeside(Notebook notebook, string target, string folder)
    {
        var katex = Formulas.Locate();
        if (Pages) AtomicFile.Write(NotebookFiles.Page(target), HtmlExport.Write(notebook, folder, NotebookPictures.Script(), katex));
        if (Report is not null) AtomicFile.Write(Report, JUnitReport.Write(done));
        if (Index is not null) AtomicFile.Write(Index, NotebookIndex.Write(Entries(), katex));
    }

    private IndexEntry[] Entries() => [.. notebooks.Select((n, i) => new IndexEntry(n.Notebook, Path.GetFileName(NotebookFiles.Page(n.Target)), i < done.Count ? done[i].Cells : null))];
}
