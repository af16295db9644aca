using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lgm.Kernel.Engine;

/// <summary>A part of a cell in one language: cells are C# unless <c>#!markdown</c> starts another part.</summary>
/// <param name="Language"><c>csharp</c> or <c>markdown</c>.</param>
/// <param name="Text">Its lines; of C#, with empty lines in place of all before it, so that line numbers are the cell's.</param>
internal sealed record CellSection(string Language, string Text)
{
    public const string CSharp = "csharp", Markdown = "markdown";

    private const string Supported = "#!csharp, #!markdown, #r \"library.dll\" and #load \"file.csx\" are";

    /// <exception cref="NotebookException">A directive is not supported.</exception>
    public static IReadOnlyList<CellSection> Split(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        List<CellSection> sections = [];
        var (start, language) = (0, CSharp);
        while (start < lines.Length)
        {
            var end = language == CSharp ? NextInCode(lines, start) : Array.FindIndex(lines, start, IsMagic) is var found and >= 0 ? found : lines.Length;
            var body = string.Join('\n', lines[start..end]);
            if (body.Trim().Length > 0) sections.Add(new CellSection(language, language == CSharp ? new string('\n', start) + body : body.Trim('\n')));
            if (end < lines.Length) language = LanguageOf(lines[end].Trim(), end + 1);
            start = end + 1;
        }
        return sections;
    }

    // Only the parser knows whether "#!" stands in a string of several lines or begins a directive.
    private static int NextInCode(string[] lines, int start)
    {
        if (!lines.Skip(start).Any(IsMagic)) return lines.Length;
        // A first line "#!..." would pass for a script's shebang.
        var text = "\n" + string.Join('\n', lines[start..]);
        var root = CSharpSyntaxTree.ParseText(text, Session.Parsing).GetRoot();
        var magics = root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.BadDirectiveTrivia) || t.IsKind(SyntaxKind.ShebangDirectiveTrivia))
            .Where(t => t.ToString().TrimStart().StartsWith("#!", StringComparison.Ordinal))
            .Select(t => t.GetLocation().GetLineSpan().StartLinePosition.Line - 1 + start);
        return magics.DefaultIfEmpty(lines.Length).Min();
    }

    private static bool IsMagic(string line) => line.TrimStart().StartsWith("#!", StringComparison.Ordinal);

    private static string LanguageOf(string directive, int line) => directive.Split(' ', '\t')[0] switch
    {
        "#!csharp" or "#!c#" or "#!C#" => CSharp,
        "#!markdown" => Markdown,
        var other => throw new NotebookException($"Line {line}: {other} is not supported here; {Supported}."),
    };

    /// <summary>What to say of a directive that the compiler does not know either.</summary>
    public static string Unsupported(string directive, int line) => $"Line {line}: {directive} is not supported here; {Supported}, and C#'s own.";
}
