using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lgm.Kernel.Jupyter;

/// <summary>Names that may stand at the cursor.</summary>
internal sealed class Completions(Session session)
{
    private const int Most = 500;

    public JsonObject Content(Request request)
    {
        var (code, end) = (request.Text("code"), Cursor.Of(request));
        var start = end;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        var found = code.Length <= Executions.LongestCode ? Matching(code, start, code[start..end]) : [];
        var (from, to) = (Cursor.InUnicode(code, start), Cursor.InUnicode(code, end));
        return new()
        {
            ["status"] = "ok", ["cursor_start"] = from, ["cursor_end"] = to, ["matches"] = new JsonArray([.. found.Select(f => (JsonNode)f.Name)]),
            ["metadata"] = new JsonObject
            {
                // What JupyterLab shows beside a name.
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Select(f => new JsonObject { ["start"] = from, ["end"] = to, ["text"] = f.Name, ["type"] = f.Kind })]),
            },
        };
    }

    private (string Name, string Kind)[] Matching(string code, int start, string word)
    {
        if (word.Length > 0 && char.IsDigit(word[0])) return [];
        var symbols = new CellSymbols(session, code);
        if (symbols.IsText(start)) return [];
        List<(string Name, string Kind)> all = [.. symbols.Nameable(start, out var isMember).Where(s => s.CanBeReferencedByName && !IsHidden(s)).Select(s => (s.Name, Kind(s)))];
        if (!isMember) all.AddRange(SyntaxFacts.GetReservedKeywordKinds().Concat([SyntaxKind.VarKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.RecordKeyword]).Select(k => (SyntaxFacts.GetText(k), "keyword")));
        var distinct = all.DistinctBy(m => m.Name).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var exact = distinct.Where(m => m.Name.StartsWith(word, StringComparison.Ordinal)).Take(Most).ToArray();
        return exact.Length > 0 ? exact : [.. distinct.Where(m => m.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(Most)];
    }

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(a =>
        a.AttributeClass?.Name == "EditorBrowsableAttribute" && a.ConstructorArguments is [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }]);

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        ITypeSymbol => "class",
        INamespaceSymbol => "module",
        IPropertySymbol or IEventSymbol => "property",
        _ => "instance",
    };
}
