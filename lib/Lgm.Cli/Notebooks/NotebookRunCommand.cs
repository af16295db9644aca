using System.CommandLine;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lgm.Experiments;

namespace Lgm.Cli.Notebooks;

/// <summary><c>lgm notebook run</c>: runs notebooks from top to bottom and keeps their outputs.</summary>
internal static class NotebookRunCommand
{
    // By CellStatus; of several notebooks the worst counts.
    private static readonly int[] s_exitCodes = [0, 6, 3, 4, 5, CommandLine.Interrupted];

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Where the run notebook goes, or a folder for several. Default: the notebook itself.", HelpName = "file" };
        var parameter = new Option<string[]>("--parameter", "-p") { Description = "A value for the cell tagged \"parameters\"; may be given several times. With -o it stands in the notebook written; in place the outputs are made with it, and the sources stay as they are.", HelpName = "name=value" };
        var preset = new Option<string?>("--preset") { Description = $"Short for -p preset=...: {string.Join(", ", Presets.Names)}.", HelpName = "preset" };
        var timeout = new Option<double?>("--timeout") { Description = "How many seconds one cell may take. Default: without end.", HelpName = "seconds" };
        var report = new Option<string?>("--report") { Description = "Writes a JUnit file, a case a cell.", HelpName = "junit.xml" };
        var command = new Command("run", $"Runs notebooks and keeps their outputs, after every cell. Exit codes: 0 all ran; {CommandLine.Failed} a file is wrong; {CommandLine.Usage} the command is wrong; 3 a cell failed; 4 a cell took too long; 5 the process of the cells ended; 6 a data set is not here; {CommandLine.Interrupted} interrupted.")
        {
            notebooks, output, parameter, preset, timeout, report,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(timeout) is <= 0 or > 1e6 or double.NaN) throw new WorkbookException($"--timeout {parsed.GetValue(timeout)} is not possible: give seconds above 0, up to 1000000.");
            var limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
            var values = Values(parsed.GetValue(parameter) ?? [], parsed.GetValue(preset));
            // All are read before the first is run: a wrong name is no reason to wait an hour for.
            var runs = Pairs(parsed.GetValue(notebooks)!, parsed.GetValue(output)).Select(p => Prepare(p.Source, p.Target, values)).ToArray();
            if (parsed.GetValue(report) is { } wanted) AtomicFile.RequireWritable(wanted);
            var (worst, suites) = (CellStatus.Succeeded, new XElement("testsuites"));
            foreach (var run in runs.TakeWhile(_ => worst != CellStatus.Interrupted))
            {
                var (status, suite) = run.Run(limit, CommandLine.Interrupt);
                if (status > worst) worst = status;
                suites.Add(suite);
                if (parsed.GetValue(report) is { } file) AtomicFile.Write(file, $"{suites}\n");
            }
            return s_exitCodes[(int)worst];
        });
        return command;
    }

    private static NotebookRun Prepare(string source, string target, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var notebook = NotebookFile.Load(source);
        if ((string?)notebook.Root["metadata"]?["kernelspec"]?["name"] is { } kernel and not ".net-csharp") throw new WorkbookException($"{source} is for the kernel {kernel}: only .net-csharp runs here.");
        RequireSameLibrary(notebook);
        var setting = Parameters.Of(notebook, values);
        AtomicFile.RequireWritable(target);
        if (source != target && setting.At is not null) Parameters.Inject(notebook, setting.At, setting.Code);
        return new NotebookRun(notebook, target) { Unwritten = source == target ? setting : default };
    }

    // The cells' process is this program, and of a library that both have, the runtime takes the program's.
    private static void RequireSameLibrary(NotebookFile notebook)
    {
        var own = typeof(AtomicFile).Assembly;
        foreach (var reference in notebook.Cells.Where(c => c.IsCode()).SelectMany(c => Regex.Matches(c.Source, "(?m)^#r \"([^:\"]+)\"")).Select(m => m.Groups[1].Value))
        {
            var library = Path.Combine(Path.GetDirectoryName(notebook.Path)!, Path.GetDirectoryName(reference)!, Path.GetFileName(own.Location));
            if (!File.Exists(library)) continue;
            using var file = new PEReader(File.OpenRead(library));
            var metadata = file.GetMetadataReader();
            if (metadata.GetGuid(metadata.GetModuleDefinition().Mvid) != own.ManifestModule.ModuleVersionId)
                throw new WorkbookException($"{library}, which {notebook.Path} references, is of another build than this program: build both (dotnet build LgmNotebooks.sln -c Release).");
        }
    }

    private static IEnumerable<(string Source, string Target)> Pairs(string[] notebooks, string? output)
    {
        var isFolder = output is not null && (notebooks.Length > 1 || Directory.Exists(output) || output.EndsWith('/'));
        var pairs = notebooks.Select(n => (Source: n, Target: output is null ? n : isFolder ? Path.Combine(output, Path.GetFileName(n)) : output)).ToArray();
        var twice = pairs.GroupBy(p => p.Target).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? pairs : throw new WorkbookException($"Several notebooks would be written to {twice}: run them one after another into different folders.");
    }

    private static List<KeyValuePair<string, string>> Values(string[] given, string? preset)
    {
        if (preset is not null && !Presets.Names.Contains(preset)) throw new WorkbookException($"There is no preset \"{preset}\": choose {string.Join(", ", Presets.Names)}.");
        return [.. given.Prepend(preset is null ? null : $"preset={preset}").OfType<string>().Select(text => text.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name, value) : throw new WorkbookException($"-p {text} is not of the form name=value."))];
    }
}
