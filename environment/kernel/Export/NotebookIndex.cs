using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Running;
using Markdig.Syntax;

namespace Lgm.Kernel.Export;

/// <summary>The page that leads to the pages of several notebooks.</summary>
internal static partial class NotebookIndex
{
    /// <param name="notebooks">In the order of the page.</param>
    /// <param name="katex">KaTeX's folder, or null.</param>
    public static string Write(IReadOnlyList<IndexEntry> notebooks, string? katex)
    {
        var body = new StringBuilder("<h1>Notebooks</h1>\n<table><thead><tr><th>notebook</th><th>what it is about</th><th>run</th></tr></thead><tbody>\n");
        foreach (var entry in notebooks)
        {
            var title = WebUtility.HtmlEncode(CellTitles.Heading(entry.Notebook) ?? Path.GetFileNameWithoutExtension(entry.Page));
            var link = entry.Cells is null ? title : $"<a href=\"{WebUtility.HtmlEncode(Uri.EscapeDataString(entry.Page))}\">{title}</a>";
            body.Append($"<tr><td>{link}</td><td>{FirstSentence(entry.Notebook)}</td><td>{WebUtility.HtmlEncode(entry.Status)}</td></tr>\n");
        }
        body.Append("</tbody></table>\n<p>").Append(Summary(notebooks)).Append("</p>\n");
        return HtmlExport.Page("Notebooks", body.ToString(), null, katex);
    }

    /// <summary>How many ended which way, such as "3 passed, 1 skipped: data".</summary>
    public static string Summary(IReadOnlyList<IndexEntry> notebooks) =>
        string.Join(", ", notebooks.GroupBy(n => n.Status.StartsWith("failed", StringComparison.Ordinal) ? "failed" : n.Status).Select(g => $"{g.Count()} {g.Key}"));

    private static string FirstSentence(Notebook notebook)
    {
        foreach (var text in notebook.Cells.Where(c => c.Kind == "markdown").Select(c => c.Source))
        {
            if (Markdig.Markdown.Parse(text).OfType<ParagraphBlock>().FirstOrDefault() is not { } paragraph) continue;
            var whole = text.Substring(paragraph.Span.Start, paragraph.Span.Length);
            return HtmlExport.Markdown(Sentence().Match(whole) is { Success: true } first ? first.Value : whole).Trim();
        }
        return "";
    }

    // "et al. (2018)" and "vs. softmax" end no sentence.
    [GeneratedRegex(@"\A.+?[.!?](?=\s+[\p{Lu}$*_`]|\s*\z)", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
