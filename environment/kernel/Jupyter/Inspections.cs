using System.Net;
using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;
using Microsoft.CodeAnalysis;

namespace Lgm.Kernel.Jupyter;

/// <summary>Says what a name at the cursor is: its signature and its doc comment.</summary>
internal sealed class Inspections(Session session)
{
    private const int Signatures = 5;

    private static readonly SymbolDisplayFormat s_signature = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeNamespaceKeyword | SymbolDisplayKindOptions.IncludeTypeKeyword);

    public JsonObject Content(Request request)
    {
        var (code, at) = (request.Text("code"), Cursor.Of(request));
        var meant = code.Length <= Executions.LongestCode ? new CellSymbols(session, code).Meant(at) : [];
        var data = new JsonObject();
        if (meant.Count > 0)
        {
            var signatures = meant.Select(s => Signature(s)).Distinct().ToArray();
            var head = string.Join('\n', signatures.Take(Signatures)) + (signatures.Length > Signatures ? $"\n(and {signatures.Length - Signatures} more)" : "");
            var doc = DocComment.Text(Documented(meant));
            data["text/plain"] = $"{head}\n\n{doc}".TrimEnd();
            data["text/html"] = $"<pre>{WebUtility.HtmlEncode(head)}</pre>{string.Concat(doc.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))}";
        }
        return new() { ["status"] = "ok", ["found"] = meant.Count > 0, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    // Overloads often leave the explaining to one of them, and a variable to its type.
    private static ISymbol Documented(IReadOnlyList<ISymbol> meant) =>
        meant.FirstOrDefault(DocComment.Exists) ?? meant.Select(s => TypeOf(s)).OfType<ISymbol>().FirstOrDefault(DocComment.Exists) ?? meant[0];

    private static string Signature(ISymbol symbol)
    {
        var text = symbol.ToDisplayString(s_signature);
        return symbol is ILocalSymbol or IFieldSymbol { IsConst: false } && symbol.ContainingType is null or { IsScriptClass: true } ? $"{TypeOf(symbol)?.ToDisplayString(s_signature)} {symbol.Name}" : text;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, _ => null,
    };
}
