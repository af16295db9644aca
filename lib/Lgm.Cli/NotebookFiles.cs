namespace Lgm.Cli;

/// <summary>Which notebook is written where.</summary>
internal static class NotebookFiles
{
    /// <param name="notebooks">The files to run.</param>
    /// <param name="output">A file for one, a folder for several; null to write them in place.</param>
    /// <param name="changed">Whether the sources change too, by parameters.</param>
    /// <exception cref="WorkbookException">Two would be written to one place, or a source be overwritten with parameters in it.</exception>
    public static IReadOnlyList<(string Source, string Target)> Pair(IReadOnlyList<string> notebooks, string? output, bool changed)
    {
        if (output is null && changed) throw new WorkbookException("Parameters are written into the notebook that is run: name another file for it with -o.");
        if (output is null) return [.. notebooks.Select(n => (n, n))];
        var isFolder = notebooks.Count > 1 || Directory.Exists(output) || output.EndsWith('/');
        if (isFolder && File.Exists(output)) throw new WorkbookException($"{output} is a file, and {notebooks.Count} notebooks need a folder: name a folder with -o.");
        (string Source, string Target)[] pairs = [.. notebooks.Select(n => (n, isFolder ? Path.Combine(output, Path.GetFileName(n)) : output))];
        foreach (var twice in pairs.GroupBy(p => p.Target).Where(g => g.Count() > 1))
            throw new WorkbookException($"{twice.Count()} notebooks would be written to {twice.Key}: run them one after another into different folders.");
        return pairs;
    }
}
