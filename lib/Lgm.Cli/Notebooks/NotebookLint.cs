namespace Lgm.Cli.Notebooks;

/// <summary><c>lgm notebook lint</c>: the rules for committed notebooks, each breach as one sentence.</summary>
internal static partial class NotebookLint
{
    private const int MostCodeCells = 15, MostCodeLines = 120, MostLinesInCell = 15, FewestWords = 400, MostWords = 800, MostBytes = 1 << 20;

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "One or more .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("lint", "Checks format, ids, kernel, size, paths and errors of notebooks, and names every breach.") { notebooks };
        command.SetAction(parsed =>
        {
            var faults = parsed.GetValue(notebooks)!.SelectMany(path => Check(path).Select(fault => $"{path}: {fault}")).ToArray();
            foreach (var fault in faults) Console.WriteLine(fault);
            return faults.Length == 0 ? 0 : throw new WorkbookException($"The notebooks break the rules {faults.Length} time{(faults.Length == 1 ? "" : "s")}: see the lines above.");
        });
        return command;
    }

    /// <returns>A sentence for each breach.</returns>
    /// <exception cref="WorkbookException">The file cannot be read or is no notebook.</exception>
    public static IReadOnlyList<string> Check(string path)
    {
        var notebook = new NotebookFile(path);
        // An assignment is as long as its questions are.
        var isAssignment = Path.GetFullPath(path).Split(Path.DirectorySeparatorChar).Contains("assignments");
        return [.. Format(notebook), .. isAssignment ? [] : Length(notebook), .. Size(path), .. notebook.Cells.SelectMany((cell, i) => Content(cell, i + 1))];
    }

    private static IEnumerable<string> Format(NotebookFile notebook)
    {
        if (notebook.Root["nbformat_minor"]?.ToJsonString() is var minor and not "5") yield return $"The format is 4.{minor}, not 4.5: open the notebook in Jupyter and save it.";
        if ($"{notebook.Root["metadata"]?["kernelspec"]?["name"]}" is var kernel and not ".net-csharp") yield return $"The kernel is \"{kernel}\", not .net-csharp: choose .NET (C#) and save.";
        var seen = new HashSet<string>();
        foreach (var (i, cell) in notebook.Cells.Index())
        {
            var id = $"{cell.Json["id"]}";
            if (id.Length == 0) yield return $"Cell {i + 1} has no id: open the notebook in Jupyter and save it.";
            else if (!IdForm().IsMatch(id)) yield return $"Cell {i + 1} has the id \"{id}\": use 1 to 64 letters, digits, dashes and underscores.";
            else if (!seen.Add(id)) yield return $"Cell {i + 1} has the id \"{id}\" of an earlier cell: give it another.";
        }
    }

    private static IEnumerable<string> Length(NotebookFile notebook)
    {
        var code = notebook.Cells.Where(c => c.IsCode()).ToArray();
        if (code.Length > MostCodeCells) yield return $"There are {code.Length} code cells, more than {MostCodeCells}: join some, or move code into the library.";
        if (code.Sum(CodeLines) is var lines and > MostCodeLines) yield return $"There are {lines} lines of code, more than {MostCodeLines}: move code into the library.";
        foreach (var (i, cell) in notebook.Cells.Index().Where(c => c.Item.IsCode() && CodeLines(c.Item) > MostLinesInCell))
            yield return $"Cell {i + 1} has {CodeLines(cell)} lines of code, more than {MostLinesInCell}: split it, or move code into the library.";
        var words = notebook.Cells.Where(c => c.Kind == "markdown").Sum(c => Words(c.Source));
        if (words is < FewestWords or > MostWords) yield return $"The prose has {words} words, not {FewestWords} to {MostWords}: {(words < FewestWords ? "say more" : "shorten it")}.";
    }

    private static IEnumerable<string> Size(string path)
    {
        var size = new FileInfo(path).Length;
        if (size > MostBytes) yield return $"The file has {size} bytes, more than {MostBytes}: give its figures fewer points, or show fewer.";
    }

    private static IEnumerable<string> Content(NotebookCell cell, int number)
    {
        if (AbsolutePath().Match(cell.Source) is { Success: true } inSource) yield return $"Cell {number} has the absolute path {inSource.Value}: write it relative to the notebook.";
        if (cell.Outputs.SelectMany(Texts).Select(text => AbsolutePath().Match(text)).FirstOrDefault(m => m.Success) is { } inOutput)
            yield return $"The outputs of cell {number} have the absolute path {inOutput.Value}: change what the cell prints and run it again.";
        if (!cell.Tags.Contains("raises-exception") && cell.Outputs.Any(o => $"{o["output_type"]}" == "error")) yield return $"Cell {number} has an error as its output: mend the cell and run the notebook again.";
    }

    private static int CodeLines(NotebookCell cell) => cell.Source.Split('\n').Count(line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal));

    // Formulas and links are not read as words; a word has a letter.
    private static int Words(string markdown) => NotProse().Replace(markdown, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Any(char.IsLetter));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Where(f => !f.Key.StartsWith("image/", StringComparison.Ordinal)).SelectMany(f => Texts(f.Value)),
        JsonArray items => items.SelectMany(Texts),
        _ => node?.GetValueKind() == System.Text.Json.JsonValueKind.String ? [(string)node!] : [],
    };

    [GeneratedRegex(@"(?<![\w:/.>])(/(home|root|tmp|usr|var|opt|mnt|media|srv|work|Users|private)/[^\s""'<>)]*|[A-Z]:\\[\w ]+\\[^\s""'<>)]*)")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|```.*?```", RegexOptions.Singleline)]
    private static partial Regex NotProse();
}
