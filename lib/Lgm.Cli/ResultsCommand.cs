using Plotly.NET;

namespace Lgm.Cli;

/// <summary><c>lgm results</c>: the tables "paper | ours" of results that are here.</summary>
internal static class ResultsCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("file") { Description = "Result files. Default: all of the results folder.", Arity = ArgumentArity.ZeroOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables as Markdown, as README has them." };
        var figures = new Option<DirectoryInfo?>("--figures") { Description = "A folder to write the figures into, as pages that open without a network.", HelpName = "folder" };
        var check = new Option<bool>("--check") { Description = "Hold the tables of the workbook's documents against its result files; fails where one differs." };
        var write = new Option<bool>("--write") { Description = "Make the tables of the workbook's documents anew from its result files." };
        var command = new Command("results", "Prints the tables of results, and draws their figures.") { files, markdown, figures, check, write };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(write)) Write();
            if (parsed.GetValue(check)) return Check();
            if (parsed.GetValue(write)) return 0;
            string[] paths = [.. (parsed.GetValue(files) ?? []).Select(f => f.FullName)];
            if (paths.Length == 0 && Directory.Exists(ResultFiles.Folder)) paths = [.. Directory.GetFiles(ResultFiles.Folder, "*.json").Order()];
            if (paths.Length == 0) throw new WorkbookException($"There are no results in {ResultFiles.Folder}: run `lgm run detection` first.");
            foreach (var path in paths)
            {
                var record = RunRecord.Load(path);
                if (parsed.GetValue(figures) is { } folder) Draw(ResultFigures.Of(record), folder.FullName, Path.GetFileNameWithoutExtension(path));
                foreach (var table in record.Tables())
                {
                    if (parsed.GetValue(markdown)) Console.WriteLine(table.ToMarkdown());
                    else TableWriter.Print(table);
                }
                if (!parsed.GetValue(markdown)) Console.WriteLine($"From {path}: {record.Source}");
            }
            return 0;
        });
        return command;
    }

    private static void Write()
    {
        var changed = Workbook().Write();
        Console.WriteLine(changed.Count == 0 ? "The tables are those of the result files." : $"Made anew: {string.Join(", ", changed)}.");
    }

    private static int Check()
    {
        string[] faults = [.. Workbook().Faults()];
        foreach (var fault in faults) Console.Error.WriteLine(fault);
        if (faults.Length > 0) return CommandLine.Failed;
        Console.WriteLine($"Every table of {string.Join(", ", Ledger.Documents)} is that of its result file.");
        return 0;
    }

    private static Ledger Workbook() => new(WorkbookFolder.Find() ?? throw new WorkbookException("This is no checkout of the workbook, whose documents could be checked: run it inside one."));

    private static void Draw(IReadOnlyList<GenericChart> figures, string folder, string name)
    {
        // With plotly.js inside, 3.6 MB a page: it opens without a network.
        var whole = DisplayOptions.setPlotlyReference(PlotlyJSReference.Full).Invoke(DisplayOptions.initCDNOnly());
        foreach (var (i, figure) in figures.Index())
        {
            var page = Path.Combine(folder, figures.Count == 1 ? $"{name}.html" : $"{name}-{i + 1}.html");
            AtomicFile.Write(page, GenericChart.toEmbeddedHTML(GenericChart.setDisplayOptions(whole, figure)));
            // Not on standard output, where a table may be piped on as Markdown.
            Console.Error.WriteLine($"Figure: {page}");
        }
    }
}
