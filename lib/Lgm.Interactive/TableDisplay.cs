using Lgm.Experiments;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Interactive;

/// <summary>How a notebook shows a table: as HTML, and as Markdown where there is only text.</summary>
internal static class TableDisplay
{
    public static void Register()
    {
        Formatter.Register<ResultTable>(table => table.ToHtml(), HtmlFormatter.MimeType);
        Formatter.Register<ResultTable>(table => table.ToMarkdown(), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(ResultTable), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }
}
