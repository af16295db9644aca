using System.CommandLine;
using Lgm.Experiments;
using Lgm.Kernel.Running;

namespace Lgm.Cli;

/// <summary><c>lgm notebook run</c>: runs notebooks from top to bottom and keeps their outputs.</summary>
internal static class NotebookRunCommand
{
    /// <summary>Exit codes beside those of every command; of several notebooks the worst counts.</summary>
    public const int CellFailed = 3, TimedOut = 4, ProcessEnded = 5, WithoutData = 6;

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Where the run notebook goes, or a folder for several; the notebook itself unless told.", HelpName = "file" };
        var parameter = new Option<string[]>("--parameter", "-p") { Description = "A value for the cell tagged \"parameters\"; may be given several times. With -o it stands in the notebook written; in place the outputs are made with it, and the sources stay as they are.", HelpName = "name=value" };
        var preset = new Option<string?>("--preset") { Description = $"Short for -p preset=...: {string.Join(", ", Presets.Names)}.", HelpName = "preset" };
        var timeout = new Option<double?>("--timeout") { Description = "How many seconds one cell may take; without end unless told.", HelpName = "seconds" };
        var html = new Option<bool>("--html") { Description = "Also write the run notebook as one page that opens without a network, beside it." };
        var index = new Option<bool>("--index") { Description = "With -o a folder: also write index.html there, which leads to the pages and says how each run ended; includes --html." };
        var report = new Option<string?>("--report") { Description = "Writes a JUnit file, a case a cell.", HelpName = "junit.xml" };
        var command = new Command("run", $"Runs notebooks and keeps their outputs, after every cell. Exit codes: 0 all ran; {CommandLine.Failed} a file is wrong; {CommandLine.Usage} the command is wrong; {CellFailed} a cell failed; {TimedOut} a cell took too long; {ProcessEnded} the process of the cells ended; {WithoutData} a data set is not here; {CommandLine.Interrupted} interrupted.")
        {
            notebooks, output, parameter, preset, timeout, html, index, report,
        };
        command.SetAction(parsed => NotebookCommand.Speaking(() =>
        {
            var values = Values(parsed.GetValue(parameter) ?? [], parsed.GetValue(preset));
            var files = NotebookFiles.Pair(parsed.GetValue(notebooks)!, parsed.GetValue(output));
            if (parsed.GetValue(timeout) is <= 0 or > 1e6 or double.NaN) throw new WorkbookException($"--timeout {parsed.GetValue(timeout)} is not possible: give seconds above 0, up to 1000000.");
            var limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
            var batch = new NotebookBatch(files, values, limit)
            {
                Report = parsed.GetValue(report), Pages = parsed.GetValue(html) || parsed.GetValue(index),
                Index = parsed.GetValue(index) ? NotebookFiles.Index(parsed.GetValue(notebooks)!, parsed.GetValue(output)) : null,
            };
            return ExitCode(batch.Run());
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
        CellStatus.Succeeded => 0,
        CellStatus.WithoutData => WithoutData,
        CellStatus.Failed => CellFailed,
        CellStatus.TimedOut => TimedOut,
        CellStatus.Died => ProcessEnded,
        _ => CommandLine.Interrupted,
    };
}
