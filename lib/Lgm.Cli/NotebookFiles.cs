namespace Lgm.Cli;

/// <summary>Which notebook is written where.</summary>
internal static class NotebookFiles
{
    /// <param name="notebooks">The files to run.</param>
    /// <param name="output">A file for one, a folder for several; null to write them in place.</param>
    /// <exception cref="WorkbookException">Two would be written to one place.</exception>
    public static IReadOnlyList<(string Source, string Target)> Pair(IReadOnlyList<string> notebooks, string? output)
    {
        if (output is null) return [.. notebooks.Select(n => (n, n))];
        var isFolder = IsFolder(notebooks, output);
        if (isFolder && File.Exists(output)) throw new WorkbookException($"{output} is a file, and {notebooks.Count} notebooks need a folder: name a folder with -o.");
        (string Source, string Target)[] pairs = [.. notebooks.Select(n => (n, isFolder ? Path.Combine(output, Path.GetFileName(n)) : output))];
        foreach (var twice in pairs.GroupBy(p => p.Target).Where(g => g.Count() > 1))
            throw new WorkbookException($"{twice.Count()} notebooks would be written to {twice.Key}: run them one after another into different folders.");
        return pairs;
    }

    /// <summary>Where the index of several pages goes.</summary>
    /// <exception cref="WorkbookException">There is no folder for it, or a page of that name is in it.</exception>
    public static string Index(IReadOnlyList<string> notebooks, string? output)
    {
        if (output is null || !IsFolder(notebooks, output)) throw new WorkbookException("--index needs a folder for the pages it leads to: name one with -o, ending in /.");
        if (notebooks.Any(n => Path.GetFileNameWithoutExtension(n) == "index")) throw new WorkbookException("The page of index.ipynb would be written over the index: give the notebook another name.");
        return Path.Combine(output, "index.html");
    }

    /// <summary>The page of a notebook.</summary>
    public static string Page(string target) => Path.ChangeExtension(target, ".html");

    private static bool IsFolder(IReadOnlyList<string> notebooks, string output) => notebooks.Count > 1 || Directory.Exists(output) || output.EndsWith('/');
}
