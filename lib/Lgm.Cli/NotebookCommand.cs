using System.CommandLine;
using Lgm.Cli.Notebooks;

namespace Lgm.Cli;

/// <summary><c>lgm notebook run|lint|export</c>: notebooks without a front end.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Notebooks without a front end: run them, check them, make programs of them.") { NotebookRunCommand.Create(), NotebookLint.Create(), NotebookExport.Create(), CellsCommand.Create() };
}
