using System.Net;
using System.Text;
using Lgm.Figures;

namespace Lgm.Experiments;

/// <summary>The forms of a table in a notebook: HTML, which GitHub and nbviewer show too, and Markdown as plain text.</summary>
internal sealed class TableFormatterSource
{
    public const string HtmlMime = "text/html";

    // Named by convention: front ends call it through reflection.
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new DisplayForm<ResultTable>(HtmlMime, Html),
        new DisplayForm<ResultTable>("text/plain", table => table.ToMarkdown()),
    ];

    private static string Html(ResultTable table)
    {
        var html = new StringBuilder();
        html.Append("<table>\n<caption>").Append(WebUtility.HtmlEncode(table.Title)).Append("</caption>\n<thead><tr>");
        foreach (var column in table.Columns) html.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row) html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n");
        foreach (var note in table.Notes) html.Append("<p>").Append(WebUtility.HtmlEncode(note)).Append("</p>\n");
        return html.ToString();
    }
}
