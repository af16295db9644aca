using System.CommandLine;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Linting;

namespace Lgm.Cli;

/// <summary><c>lgm notebook lint</c>: whether notebooks keep the house's rules.</summary>
internal static class NotebookLintCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("lint", "Checks format, ids, size, paths, errors and age of notebooks, and names every breach.") { notebooks };
        command.SetAction(parsed => NotebookCommand.Speaking(() =>
        {
            var faults = parsed.GetValue(notebooks)!.SelectMany(path => NotebookLint.Check(Notebook.Load(path)).Select(fault => $"{path}: {fault}")).ToArray();
            foreach (var fault in faults) Console.WriteLine(fault);
            return faults.Length == 0 ? 0 : throw new WorkbookException($"The notebooks break the rules {faults.Length} time{(faults.Length == 1 ? "" : "s")}: see the lines above.");
        }));
        return command;
    }
}
