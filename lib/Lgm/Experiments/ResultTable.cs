using System.Text;
using Lgm.Figures;

namespace Lgm.Experiments;

/// <summary>A table of text cells: printed in a terminal, written into README and notebooks as Markdown.</summary>
/// <param name="Title">What it shows, in one sentence.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells, each row as long as <paramref name="Columns"/>; an empty cell is not known.</param>
/// <param name="Notes">Sentences below the table: the protocol, what to know before comparing.</param>
[TypeFormatterSource(typeof(TableFormatterSource), PreferredMimeTypes = [TableFormatterSource.HtmlMime])]
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
}
