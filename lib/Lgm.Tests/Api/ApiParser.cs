using System.Globalization;
using System.Text.RegularExpressions;

namespace Lgm.Tests.Api;

/// <summary>Reads the line format of the listings: <c>[modifiers] Full.Type.Member(params) -> type</c>.</summary>
internal static partial class ApiParser
{
    public static readonly IReadOnlySet<string> TypeKeywords = new HashSet<string> { "class", "struct", "enum", "interface", "delegate" };

    private static readonly HashSet<string> s_modifiers =
        [.. TypeKeywords, "protected", "static", "sealed", "abstract", "virtual", "override", "readonly", "const", "record"];

    private static readonly HashSet<string> s_parameterModifiers = ["this", "params", "ref", "out", "in"];

    /// <param name="line">A line of a listing, or one formatted from reflection.</param>
    /// <param name="isValueType">Tells <c>long?</c>, another type than <c>long</c>, from <c>string?</c>, a nullability mark.</param>
    public static ApiSignature Parse(string line, Func<string, bool> isValueType)
    {
        var rest = AttributePattern().Replace(line.Trim(), "").Replace("@", "");
        var modifiers = new List<string>();
        while (rest.IndexOf(' ') is var space and > 0 && s_modifiers.Contains(rest[..space]))
        {
            modifiers.Add(rest[..space]);
            rest = rest[(space + 1)..];
        }

        var isDelegate = modifiers.Contains("delegate");
        var isType = !isDelegate && modifiers.Any(TypeKeywords.Contains);
        // How a struct is made is its own affair, as base lists are.
        if (isType) modifiers.RemoveAll(m => m is "readonly" or "record");

        var constraints = Cut(ref rest, " where ");
        if (isType) Cut(ref rest, " : ");
        var result = Cut(ref rest, " -> ");
        var value = Cut(ref rest, " = ");
        var accessors = Cut(ref rest, " { ")?.TrimEnd('}', ' ') ?? "";

        IReadOnlyList<ApiParameter>? parameters = null;
        var open = isType ? -1 : OpeningBracket(rest);
        if (open >= 0)
        {
            parameters = [.. ApiText.Split(rest[(open + 1)..^1], ",").Select(p => ParseParameter(p.Trim(), isValueType))];
            rest = rest[..open] + (rest[open] == '[' ? "[]" : "()");
        }

        return new ApiSignature(
            line, string.Join(' ', modifiers), rest, parameters, accessors.Replace(";", "").Replace("protected set", "protected_set"),
            value is null ? null : Default(value), result is null ? null : Unmarked(result, isValueType), constraints ?? "");
    }

    private static ApiParameter ParseParameter(string text, Func<string, bool> isValueType)
    {
        var value = Cut(ref text, " = ");
        var modifiers = new List<string>();
        while (text.IndexOf(' ') is var space and > 0 && s_parameterModifiers.Contains(text[..space]))
        {
            modifiers.Add(text[..space]);
            text = text[(space + 1)..];
        }
        // F# lets a parameter go without a name.
        var (type, name) = text.LastIndexOf(' ') is var last and > 0 ? (text[..last], text[(last + 1)..]) : (text, "");
        return new ApiParameter(string.Join(' ', modifiers), Unmarked(type, isValueType), name, value is null ? null : Default(value));
    }

    /// <summary>1E-08f, 1e-8 and 1.0E-8 are one default; so are null and default.</summary>
    private static string Default(string text) =>
        text is "default" ? "null"
        : double.TryParse(text.TrimEnd('f', 'd', 'L', 'm'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : text;

    private static string Unmarked(string type, Func<string, bool> isValueType) =>
        MarkPattern().Replace(type, m => m.Groups[1].Value is var name && (name == ")" || isValueType(name)) ? m.Value : name);

    /// <summary>Takes what follows the first <paramref name="mark"/> outside brackets and quotes off the end of the text.</summary>
    private static string? Cut(ref string text, string mark)
    {
        var parts = ApiText.Split(text, mark, 2);
        text = parts.Count == 0 ? "" : parts[0];
        return parts.Count > 1 ? parts[1] : null;
    }

    private static int OpeningBracket(string text)
    {
        // The brackets of "implicit operator(" and the sign of "operator <(" come before the parameters.
        var start = text.IndexOf("operator", StringComparison.Ordinal) is var at and >= 0 ? text.IndexOf('(', at) : -1;
        return start >= 0 ? start : text.EndsWith(')') ? text.IndexOf('(') : text.EndsWith(']') ? text.IndexOf('[') : -1;
    }

    [GeneratedRegex(@"^(\[[^\]]*\] )+")]
    private static partial Regex AttributePattern();

    [GeneratedRegex(@"([A-Za-z_][\w.]*|[)>\]])\?")]
    private static partial Regex MarkPattern();
}
