using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Lgm.Kernel.Jupyter;

/// <summary>A doc comment as plain lines.</summary>
internal static partial class DocComment
{
    public static bool Exists(ISymbol symbol) => Find(symbol) is not null;

    public static string Text(ISymbol symbol)
    {
        if (Find(symbol) is not { } comment) return "";
        List<string> lines = [.. Parts("summary", ""), .. comment.Elements("typeparam").Concat(comment.Elements("param")).Select(p => $"{(string?)p.Attribute("name")}: {Words(p)}"),
            .. Parts("value", "Value: "), .. Parts("returns", "Returns: "), .. comment.Elements("exception").Select(e => $"Throws {Name((string?)e.Attribute("cref"))}: {Words(e)}"), .. Parts("remarks", "")];
        return string.Join('\n', lines);

        IEnumerable<string> Parts(string name, string before) => comment.Elements(name).Select(e => before + Words(e)).Where(line => line.Length > before.Length);
    }

    // An overriding member inherits what it does not say itself.
    private static XElement? Find(ISymbol symbol)
    {
        for (var at = symbol; at is not null; at = at switch { IMethodSymbol m => m.OverriddenMethod, IPropertySymbol p => p.OverriddenProperty, _ => null })
        {
            var definition = at is IMethodSymbol { ReducedFrom: { } extension } ? extension : at;
            try
            {
                if (definition.OriginalDefinition.GetDocumentationCommentXml() is { Length: > 0 } xml && XElement.Parse($"<doc>{xml}</doc>", LoadOptions.PreserveWhitespace) is var doc
                    && (doc.Element("member") ?? doc.Element("doc") ?? doc) is var found && found.Element("summary") is not null) return found;
            }
            catch (XmlException)
            {
                // Somebody's comment is no XML.
            }
        }
        return null;
    }

    private static string Words(XElement element) => Blanks().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "para" } para => $" {string.Concat(para.Nodes().Select(Plain))} ",
        XElement e when e.Attribute("cref") is { } reference && e.IsEmpty => Name(reference.Value),
        XElement e when (e.Attribute("name") ?? e.Attribute("langword")) is { } name && e.IsEmpty => name.Value,
        XElement e => string.Concat(e.Nodes().Select(Plain)),
        _ => "",
    };

    // "M:Some.Type.Member(System.Int32)" is Type.Member to a reader; of a type only its own name.
    private static string Name(string? cref)
    {
        var path = (cref ?? "").Split('(')[0];
        var names = path[(path.IndexOf(':') + 1)..].Split('.');
        return Arity().Replace(string.Join('.', path.StartsWith("T:", StringComparison.Ordinal) ? names[^1..] : names.TakeLast(2)), "");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
