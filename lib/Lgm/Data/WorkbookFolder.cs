namespace Lgm.Data;

/// <summary>The checkout this code runs in, if it does: the folder above it that holds the solution.</summary>
internal static class WorkbookFolder
{
    private const string Solution = "LgmNotebooks.sln";

    /// <returns>The folder, or null for a published program.</returns>
    internal static string? Find()
    {
        // Under another notebook engine the base directory is that engine's; the assembly's own place still leads here.
        string[] starts = [AppContext.BaseDirectory, Path.GetDirectoryName(typeof(WorkbookFolder).Assembly.Location) ?? "", Environment.CurrentDirectory];
        foreach (var start in starts.Where(s => s.Length > 0))
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Solution)))
                {
                    return folder.FullName;
                }
            }
        }
        return null;
    }
}
