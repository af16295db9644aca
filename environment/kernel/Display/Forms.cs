using System.Collections;
using System.Globalization;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Kernel.Display;

/// <summary>A value in the forms a front end chooses from; plain text is always among them.</summary>
internal static class Forms
{
    private const string Text = "text/plain", Html = "text/html";

    /// <param name="value">Anything; text of which one MIME type is wanted is taken as its content.</param>
    /// <param name="wanted">MIME types; all there are unless told.</param>
    public static IReadOnlyDictionary<string, string> Of(object? value, IReadOnlyList<string>? wanted = null)
    {
        wanted ??= [];
        if (value is string content && wanted is [var only]) return new Dictionary<string, string> { [only] = content };
        var forms = new Dictionary<string, string>();
        if (value is not null)
        {
            if (wanted.Count == 0) wanted = Registry.PreferredFor(value.GetType());
            foreach (var formatter in Registry.For(value.GetType()).Where(f => Wants(f.MimeType) && !forms.ContainsKey(f.MimeType)))
            {
                if (formatter.Format(value) is { } text) forms[formatter.MimeType] = text;
            }
            if (Wants(Html) && !forms.ContainsKey(Html) && BuiltInHtml(value, forms) is { } html) forms[Html] = html;
        }
        forms.TryAdd(Text, Plain(value));
        return forms;

        bool Wants(string mimeType) => wanted.Count == 0 || wanted.Contains(mimeType);
    }

    /// <summary>A value as a line or two of text.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items when !SaysItself(value) => Sequence(items),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether a type has a text of its own, which is then better than a table of its properties.</summary>
    public static bool SaysItself(object value)
    {
        var type = value.GetType();
        var declares = type.GetMethod("ToString", Type.EmptyTypes)?.DeclaringType;
        // Records and anonymous types have one that the compiler wrote.
        var isRecord = type.GetMethod("<Clone>$") is not null || type.Name.StartsWith("<>", StringComparison.Ordinal);
        return !isRecord && declares != typeof(object) && declares != typeof(ValueType);
    }

    private static string? BuiltInHtml(object value, Dictionary<string, string> forms) => value switch
    {
        HtmlString html => html.ToString(),
        // A type that registered some form is not turned into a table beside it.
        _ when forms.Count > 0 || value is string || SaysItself(value) => null,
        _ => HtmlTable.Of(value),
    };

    private static string Sequence(IEnumerable items)
    {
        var shown = items.Cast<object?>().Take(HtmlTable.Rows + 1).Select(Plain).ToArray();
        return "[ " + string.Join(", ", shown.Take(HtmlTable.Rows)) + (shown.Length > HtmlTable.Rows ? ", ... ]" : " ]");
    }
}
