using System.Collections;
using System.Net;
using System.Reflection;
using System.Text;

namespace Lgm.Kernel.Display;

/// <summary>Sequences and plain objects as HTML tables: a row an item, a column a property.</summary>
internal static class HtmlTable
{
    /// <summary>As many items of a sequence are shown.</summary>
    public const int Rows = 50;

    /// <returns>Null for what a table says nothing about.</returns>
    public static string? Of(object value) => value switch
    {
        IDictionary pairs => Table(["key", "value"], Limited(pairs.Keys).Select(key => new[] { Forms.Plain(key), Forms.Plain(pairs[key!]) }), pairs.Count),
        IEnumerable items => Items(items),
        _ => Properties(value.GetType()) is { Length: > 0 } properties
            ? Table(["property", "value"], properties.Select(p => new[] { p.Name, Read(p, value) }), 0)
            : null,
    };

    private static string Items(IEnumerable items)
    {
        var shown = Limited(items);
        var count = items is ICollection collection ? collection.Count : shown.Length > Rows ? -1 : shown.Length;
        var type = shown.FirstOrDefault(item => item is not null)?.GetType();
        var asRows = type is not null && shown.All(item => item?.GetType() == type && item is not (string or IEnumerable) && !Forms.SaysItself(item));
        var properties = asRows ? Properties(type!) : [];
        return properties.Length > 0
            ? Table([.. properties.Select(p => p.Name)], shown.Select(item => properties.Select(p => Read(p, item!)).ToArray()), count)
            : Table(["index", "value"], shown.Select((item, i) => new[] { i.ToString(), Forms.Plain(item) }), count);
    }

    // One more than is shown tells whether there is more.
    private static object?[] Limited(IEnumerable items) => [.. items.Cast<object?>().Take(Rows + 1)];

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanRead && p.GetIndexParameters().Length == 0)];

    private static string Read(PropertyInfo property, object value)
    {
        try
        {
            return Forms.Plain(property.GetValue(value));
        }
        catch (TargetInvocationException e)
        {
            return $"({e.InnerException?.Message})";
        }
    }

    private static string Table(string[] header, IEnumerable<string[]> rows, int count)
    {
        var html = new StringBuilder("<table><thead>");
        Row(html, "th", header);
        html.Append("</thead><tbody>");
        var all = rows.ToArray();
        foreach (var row in count is 0 ? all : all.Take(Rows)) Row(html, "td", row);
        html.Append("</tbody></table>");
        if (count > Rows) html.Append($"<p>{Rows} of {count} shown</p>");
        if (count < 0) html.Append($"<p>the first {Rows} shown</p>");
        return html.ToString();
    }

    private static void Row(StringBuilder html, string tag, IEnumerable<string> cells)
    {
        html.Append("<tr>");
        foreach (var cell in cells) html.Append('<').Append(tag).Append('>').Append(WebUtility.HtmlEncode(cell)).Append("</").Append(tag).Append('>');
        html.Append("</tr>");
    }
}
