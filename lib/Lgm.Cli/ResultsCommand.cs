using System.CommandLine;
using Lgm.Experiments;

namespace Lgm.Cli;

/// <summary><c>lgm results</c>: the tables "paper | ours" of results that are here.</summary>
internal static class ResultsCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("file") { Description = "Result files; all of the results folder unless told.", Arity = ArgumentArity.ZeroOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables as Markdown, as README has them." };
        var command = new Command("results", "Prints the tables of results.") { files, markdown };
        command.SetAction(parsed =>
        {
            string[] paths = [.. (parsed.GetValue(files) ?? []).Select(f => f.FullName)];
            if (paths.Length == 0 && Directory.Exists(ResultFiles.Folder)) paths = [.. Directory.GetFiles(ResultFiles.Folder, "*.json").Order()];
            if (paths.Length == 0) throw new WorkbookException($"There are no results in {ResultFiles.Folder}: run `lgm run {ExperimentCatalogue.All[^1].Name}` first.");
            var paper = PaperNumbers.Load();
            foreach (var path in paths)
            {
                var record = RunRecord.Load(path);
                var table = ExperimentCatalogue.Find(record.Experiment).Table(record, paper);
                if (parsed.GetValue(markdown))
                {
                    Console.Write(table.ToMarkdown());
                    continue;
                }
                TableWriter.Print(table);
                Console.WriteLine($"From {path}: preset {record.Preset}, {record.Provenance.Seconds:F0} s on {record.Provenance.Hardware}, commit {record.Provenance.Commit}.");
            }
            return 0;
        });
        return command;
    }
}
