using System.CommandLine;
using Lgm.Kernel;

namespace Lgm.Cli;

/// <summary><c>lgm notebook run|lint</c>: notebooks without a front end.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Notebooks without a front end: run them, check them.") { NotebookRunCommand.Create(), NotebookLintCommand.Create() };

    /// <summary>The engine knows nothing of this program: its sentences become those a person sees.</summary>
    public static T Speaking<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NotebookException e)
        {
            throw new WorkbookException(e.Message, e);
        }
    }
}
