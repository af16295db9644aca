using System.CommandLine;
using Lgm.Experiments;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Kernel.Running;

namespace Lgm.Cli;

/// <summary><c>lgm notebook run</c>: runs notebooks from top to bottom and keeps their outputs.</summary>
internal static class NotebookRunCommand
{
    /// <summary>Exit codes beside those of every command; of several notebooks the worst counts.</summary>
    public const int CellFailed = 3, TimedOut = 4, ProcessEnded = 5;

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Where the run notebook goes, or a folder for several; the notebook itself unless told.", HelpName = "file" };
        var parameter = new Option<string[]>("--parameter", "-p") { Description = "A value for the cell tagged \"parameters\"; may be given several times; needs -o.", HelpName = "name=value" };
        var preset = new Option<string?>("--preset") { Description = $"Short for -p preset=...: {string.Join(", ", Presets.Names)}.", HelpName = "preset" };
        var timeout = new Option<double?>("--timeout") { Description = "How many seconds one cell may take; without end unless told.", HelpName = "seconds" };
        var html = new Option<bool>("--html") { Description = "Also write the run notebook as one page that opens without a network, beside it." };
        var report = new Option<string?>("--report") { Description = "Writes a JUnit file, a case a cell.", HelpName = "junit.xml" };
        var command = new Command("run", $"Runs notebooks and keeps their outputs, after every cell. Exit codes: 0 all ran; {CommandLine.Failed} a file is wrong; {CommandLine.Usage} the command is wrong; {CellFailed} a cell failed; {TimedOut} a cell took too long; {ProcessEnded} the process of the cells ended; {CommandLine.Interrupted} interrupted.")
        {
            notebooks, output, parameter, preset, timeout, html, report,
        };
        command.SetAction(parsed => NotebookCommand.Speaking(() =>
        {
            var values = Values(parsed.GetValue(parameter) ?? [], parsed.GetValue(preset));
            var files = NotebookFiles.Pair(parsed.GetValue(notebooks)!, parsed.GetValue(output), values.Count > 0);
            if (parsed.GetValue(timeout) is <= 0 or > 1e6 or double.NaN) throw new WorkbookException($"--timeout {parsed.GetValue(timeout)} is not possible: give seconds above 0, up to 1000000.");
            var limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
            if (parsed.GetValue(report) is { } wanted) AtomicFile.RequireWritable(wanted);
            // All are read before the first is run: a wrong name is no reason to wait an hour for.
            var read = files.Select(f => (f.Source, f.Target, Notebook: Notebook.Load(f.Source))).ToArray();
            List<(string, IReadOnlyList<CellReport>)> done = [];
            foreach (var (source, target, notebook) in read)
            {
                var options = new RunOptions { Folder = Path.GetDirectoryName(Path.GetFullPath(source))!, Timeout = limit, Parameters = values, Times = source != target };
                var runner = new NotebookRunner(notebook, options, bytes => AtomicFile.Write(target, s => s.Write(bytes)), new NotebookProgress(source).Report);
                done.Add((source, runner.Run(CommandLine.Interrupt)));
                if (NotebookPictures.Add(notebook)) AtomicFile.Write(target, s => s.Write(notebook.ToBytes()));
                if (parsed.GetValue(html)) AtomicFile.Write(Path.ChangeExtension(target, ".html"), HtmlExport.Write(notebook, options.Folder, NotebookPictures.Script(), Formulas.Locate()));
                if (parsed.GetValue(report) is { } junit) AtomicFile.Write(junit, JUnitReport.Write(done));
                CommandLine.Interrupt.ThrowIfCancellationRequested();
                Console.WriteLine($"Notebook: {target}");
            }
            return done.SelectMany(d => d.Item2).Where(c => c.IsFault).Select(c => ExitCode(c.End!.Status)).DefaultIfEmpty(0).Max();
        }));
        return command;
    }

    private static List<KeyValuePair<string, string>> Values(string[] given, string? preset)
    {
        List<KeyValuePair<string, string>> values = [.. given.Select(text => text.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name, value) : throw new WorkbookException($"-p {text} is not of the form name=value."))];
        if (preset is not null && !Presets.Names.Contains(preset)) throw new WorkbookException($"There is no preset \"{preset}\": choose {string.Join(", ", Presets.Names)}.");
        if (preset is not null) values.Insert(0, KeyValuePair.Create("preset", preset));
        return values;
    }

    private static int ExitCode(CellStatus status) => status switch
    {
        CellStatus.Failed => CellFailed,
        CellStatus.TimedOut => TimedOut,
        CellStatus.Died => ProcessEnded,
        _ => CommandLine.Interrupted,
    };
}
