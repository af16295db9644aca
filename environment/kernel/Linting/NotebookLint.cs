using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Engine;
using Lgm.Kernel.Running;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Kernel.Linting;

/// <summary>The house's rules for committed notebooks, each breach as one sentence.</summary>
internal static partial class NotebookLint
{
    private const int MostCodeCells = 15, MostCodeLines = 80, MostLinesInCell = 15, FewestWords = 400, MostWords = 800;

    public static IReadOnlyList<string> Check(Notebook notebook)
    {
        List<string> faults = [.. Format(notebook), .. Size(notebook)];
        foreach (var (i, cell) in notebook.Cells.Index())
        {
            var name = cell.Id is { } id ? $"cell {i + 1} ({id})" : $"cell {i + 1}";
            if (AbsolutePath().Match(cell.Source) is { Success: true } inSource) faults.Add($"{name} has the absolute path {inSource.Value}: write it relative to the notebook.");
            if (Texts(cell.Outputs).Select(text => AbsolutePath().Match(text)).FirstOrDefault(m => m.Success) is { } inOutput)
                faults.Add($"The outputs of {name} have the absolute path {inOutput.Value}: change what the cell prints and run it again.");
            if (cell.IsCode && !cell.Tags.Contains("exercise") && Definition(cell.Source) is { } defined) faults.Add($"{name} defines {defined}: move it into the library and call it, or tag the cell \"exercise\".");
            if (!cell.Tags.Contains("raises-exception") && cell.Outputs.Any(o => Lines.Text(o?["output_type"]) == "error"))
                faults.Add($"{name} has an error as its output: mend the cell and run the notebook again.");
        }
        faults.AddRange(Age(notebook));
        return [.. faults.Select(f => char.ToUpperInvariant(f[0]) + f[1..])];
    }

    private static IEnumerable<string> Format(Notebook notebook)
    {
        if (notebook.Minor != 5) yield return $"The format is 4.{notebook.Minor}, not 4.5: open the notebook in Jupyter and save it.";
        if (notebook.Metadata["kernelspec"]?["name"] is not JsonValue) yield return "The metadata name no kernelspec: choose the kernel .NET (C#) and save.";
        var seen = new HashSet<string>();
        foreach (var (i, cell) in notebook.Cells.Index())
        {
            if (cell.Id is not { } id) yield return $"Cell {i + 1} has no id: open the notebook in Jupyter and save it.";
            else if (!IdForm().IsMatch(id)) yield return $"Cell {i + 1} has the id \"{id}\": use 1 to 64 letters, digits, dashes and underscores.";
            else if (!seen.Add(id)) yield return $"Cell {i + 1} has the id \"{id}\" of an earlier cell: give it another.";
        }
    }

    private static IEnumerable<string> Size(Notebook notebook)
    {
        var code = notebook.Cells.Where(c => c.IsCode).ToArray();
        if (code.Length > MostCodeCells) yield return $"There are {code.Length} code cells, more than {MostCodeCells}: move code into the library.";
        if (code.Sum(CodeLines) is var lines and > MostCodeLines) yield return $"There are {lines} lines of code, more than {MostCodeLines}: move code into the library.";
        foreach (var (i, cell) in notebook.Cells.Index().Where(c => c.Item.IsCode && CodeLines(c.Item) > MostLinesInCell))
            yield return $"Cell {i + 1} has {CodeLines(cell)} lines of code, more than {MostLinesInCell}: split it, or move code into the library.";
        var words = notebook.Cells.Where(c => c.Kind == "markdown").Sum(c => Words(c.Source));
        if (words is < FewestWords or > MostWords) yield return $"The prose has {words} words, not {FewestWords} to {MostWords}.";
    }

    // A cell that has not been run has nothing that could be old; all others were made together, from these sources.
    private static IEnumerable<string> Age(Notebook notebook)
    {
        if (notebook.Cells.All(c => c.Outputs.Count == 0 && c.ExecutionCount is null)) yield break;
        if (RunMetadata.Kept(notebook) != RunMetadata.Fingerprint(notebook)) yield return "The outputs are not those of a whole run of these sources: run the notebook again with `lgm notebook run`.";
    }

    // A notebook calls, plots and explains; what it would define, tests could not reach.
    private static string? Definition(string code) => CSharpSyntaxTree.ParseText(code, Session.Parsing).GetCompilationUnitRoot().Members.Select(member => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        _ => null,
    }).FirstOrDefault(name => name is not null);

    private static int CodeLines(Cell cell) => cell.Source.Split('\n').Count(line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal));

    // Formulas and links are not read as words; a word has a letter.
    private static int Words(string markdown) => NotProse().Replace(markdown, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Any(char.IsLetter));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Where(f => !f.Key.StartsWith("image/", StringComparison.Ordinal)).SelectMany(f => Texts(f.Value)),
        JsonArray items => items.SelectMany(Texts),
        _ => Lines.Text(node) is { } text ? [text] : [],
    };

    [GeneratedRegex(@"(?<![\w:/.>])(/(home|root|tmp|usr|var|opt|mnt|media|srv|work|Users|private)/[^\s""'<>)]*|[A-Za-z]:\\[^\s""'<>)]*)")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|```.*?```", RegexOptions.Singleline)]
    private static partial Regex NotProse();
}
