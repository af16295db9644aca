using System.Net;
using System.Text;
using Lgm.Experiments;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Interactive;

/// <summary>How a notebook shows a table: as HTML, and as Markdown where there is only text.</summary>
internal static class TableDisplay
{
    public static void Register()
    {
        Formatter.Register<ResultTable>(Html, HtmlFormatter.MimeType);
        Formatter.Register<ResultTable>(table => table.ToMarkdown(), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(ResultTable), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    // Cells escaped, the notes as paragraphs below.
    private static string Html(ResultTable table)
    {
        static string Escaped(object text) => WebUtility.HtmlEncode(text.ToString()!);
        var html = new StringBuilder();
        html.Append("<table>\n<caption>").Append(Escaped(table.Title)).Append("</caption>\n<thead><tr>").AppendJoin("", table.Columns.Select(c => $"<th>{Escaped(c)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows) html.Append("<tr>").AppendJoin("", row.Select(c => $"<td>{Escaped(c)}</td>")).Append("</tr>\n");
        html.Append("</tbody>\n</table>\n");
        foreach (var note in table.Notes) html.Append("<p>").Append(Escaped(note)).Append("</p>\n");
        return html.ToString();
    }
}
