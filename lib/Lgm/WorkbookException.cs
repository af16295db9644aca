namespace Lgm;

/// <summary>
/// What a person can mend: one sentence that says what is wrong, where, and what to do about it. The command line
/// prints the message alone, without a stack trace, and exits with a non-zero code.
/// </summary>
public class WorkbookException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The checkout this code runs in, if it does: the folder above it that holds the solution.</summary>
internal static class WorkbookFolder
{
    private const string Solution = "LgmNotebooks.sln";

    /// <returns>The folder, or null for a published program.</returns>
    internal static string? Find()
    {
        // In a notebook the base directory is that of the engine, which may be another checkout's; the assembly's own place leads here.
        string[] starts = [Path.GetDirectoryName(typeof(WorkbookFolder).Assembly.Location) ?? "", AppContext.BaseDirectory, Environment.CurrentDirectory];
        foreach (var start in starts.Where(s => s.Length > 0))
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, Solution))) return folder.FullName;
        return null;
    }
}
