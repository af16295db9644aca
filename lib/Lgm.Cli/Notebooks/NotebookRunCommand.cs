using System.Xml.Linq;

namespace Lgm.Cli.Notebooks;

/// <summary><c>lgm notebook run</c>: runs notebooks from top to bottom and keeps their outputs.</summary>
internal static class NotebookRunCommand
{
    public static Command Create()
    {
        const string Purpose = "Runs notebooks and keeps their outputs, after every cell. Exit codes: 0 all ran; 1 a file is wrong; 2 the command is wrong; 3 a cell failed; 4 a cell took too long; 5 the process of the cells ended; 6 a data set is not here; 130 interrupted.";
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Where the run notebook goes; for several, a folder. Default: in place." };
        var parameter = new Option<string[]>("--parameter", "-p") { Description = "A value, name=value, for the cell tagged \"parameters\"." };
        var preset = new Option<string?>("--preset") { Description = $"Short for -p preset=...: {string.Join(", ", Presets.Names)}.", HelpName = "preset" };
        var timeout = new Option<double>("--timeout") { Description = "How many seconds one cell may take.", DefaultValueFactory = _ => 1e6 };
        var report = new Option<string?>("--report") { Description = "Writes a JUnit file, a case a cell.", HelpName = "junit.xml" };
        var through = new Option<string?>("--through") { Description = "A program that starts the process of the cells from the words it is given, such as one that confines it.", HelpName = "program" };
        var command = new Command("run", Purpose) { notebooks, output, parameter, preset.AcceptOnlyFromAmong([.. Presets.Names]), timeout, report, through };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(timeout) is not (> 0 and <= 1e6)) throw new WorkbookException("--timeout is impossible: give seconds above 0, up to 1000000.");
            if (parsed.GetValue(through) is { } program && !File.Exists(program)) throw new WorkbookException($"There is no program {program}: give the path of one after --through.");
            var first = parsed.GetValue(preset) is { } name ? new[] { KeyValuePair.Create("preset", name) } : [];
            KeyValuePair<string, string>[] values = [.. first, .. CommonOptions.NamesAndValues(parsed, parameter)];
            var (paths, place) = (parsed.GetValue(notebooks)!, parsed.GetValue(output));
            var isFolder = paths.Length > 1 || Directory.Exists(place) || place?.EndsWith('/') == true;
            // All are read before the first is run: a wrong name is no reason to wait an hour for.
            string Target(string path) => place is null ? path : isFolder ? Path.Combine(place, Path.GetFileName(path)) : place;
            if (paths.DistinctBy(Target).Count() < paths.Length) throw new WorkbookException("Two notebooks would be written to one file: run them one after another.");
            var runs = paths.Select(path => Prepare(path, Target(path), values)).ToArray();
            if (parsed.GetValue(report) is { } wanted) AtomicFile.RequireWritable(wanted);
            var (worst, suites) = (CellStatus.Done, new XElement("testsuites"));
            foreach (var run in runs.TakeWhile(_ => worst != CellStatus.Interrupted))
            {
                worst = (CellStatus)Math.Max((int)worst, (int)run.Run(TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(through), CommandLine.Interrupt));
                suites.Add(run.Suite);
            }
            if (parsed.GetValue(report) is { } file) AtomicFile.Write(file, $"{suites}\n");
            // By CellStatus; of several notebooks the worst counts.
            return new[] { 0, 6, 3, 4, 5, CommandLine.Interrupted }[(int)worst];
        });
        return command;
    }

    private static NotebookRun Prepare(string path, string target, IReadOnlyCollection<KeyValuePair<string, string>> values)
    {
        var notebook = new NotebookFile(path);
        if ($"{notebook.Root["metadata"]?["kernelspec"]?["name"]}" is var kernel and not (".net-csharp" or ""))
            throw new WorkbookException($"{path} is for the kernel {kernel}: only .net-csharp runs here.");
        if (values.Count > 0) Parameters.Set(notebook, values, isInPlace: target == path);
        return new NotebookRun(notebook, target);
    }
}
