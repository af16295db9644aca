using System.Net;
using System.Text;

namespace Lgm.Experiments;

/// <summary>A table of text cells: printed in a terminal, written into README and notebooks as Markdown.</summary>
/// <param name="Title">What it shows, in one sentence.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells, each row as long as <paramref name="Columns"/>; an empty cell is not known.</param>
/// <param name="Notes">Sentences below the table: the protocol, what to know before comparing.</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>As GitHub's Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n");
        text.Append('|').Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (var row in Rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        foreach (var note in Notes) text.Append('\n').Append(note).Append('\n');
        return text.ToString();
    }

    /// <summary>As an HTML table, cells escaped, the notes as paragraphs below it.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<table>\n<caption>").Append(WebUtility.HtmlEncode(Title)).Append("</caption>\n<thead><tr>");
        foreach (var column in Columns) html.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row) html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
        foreach (var note in Notes) html.Append("<p>").Append(WebUtility.HtmlEncode(note)).Append("</p>\n");
        return html.ToString();
    }
}
