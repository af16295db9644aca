using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Running;
using Markdig;

namespace Lgm.Kernel.Export;

/// <summary>
/// A notebook as one HTML page that loads nothing: pictures are inside, plotly.js once where there are figures, KaTeX where
/// there are formulas.
/// The tags <c>hide-input</c> and <c>remove-output</c> fold a cell's code away and leave its outputs out.
/// </summary>
internal static partial class HtmlExport
{
    private const string Style = """
        body { max-width: 54rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
        pre { overflow-x: auto; padding: .6rem .8rem; font: 13px/1.4 ui-monospace, monospace; background: #f6f6f6; border-radius: 4px; }
        .output pre { background: none; border-left: 3px solid #ddd; border-radius: 0; } .error pre { border-color: #b00; color: #b00; }
        table { border-collapse: collapse; margin: .6rem 0; } th, td { border: 1px solid #ddd; padding: .2rem .6rem; text-align: left; }
        img { max-width: 100%; } .math:not(:has(.katex)) { font-family: ui-monospace, monospace; } summary { color: #777; cursor: pointer; }
        """;

    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().UseMathematics().Use<Formulas>().Build();

    /// <param name="notebook">With its outputs.</param>
    /// <param name="folder">Where the pictures that its prose names lie: the notebook's folder.</param>
    /// <param name="plotlyScript">plotly.js; null where there is none, and figures are their PNGs.</param>
    /// <param name="katex">KaTeX's folder; null where there is none, and formulas stand as they were typed.</param>
    public static string Write(Notebook notebook, string folder, string? plotlyScript, string? katex)
    {
        var body = new StringBuilder();
        var outputs = new HtmlOutput(plotlyScript is not null);
        foreach (var cell in notebook.Cells)
        {
            if (cell.Kind == "markdown") body.Append("<section>").Append(Inline(Markdown(cell.Source), cell, folder)).Append("</section>\n");
            else if (cell.IsCode) Code(body, cell, outputs);
        }
        return Page(CellTitles.Heading(notebook) ?? Path.GetFileNameWithoutExtension(notebook.File), body.ToString(), outputs.HasFigures ? plotlyScript : null, katex);
    }

    /// <summary>A page around a body, with what that needs.</summary>
    public static string Page(string title, string body, string? plotlyScript, string? katex)
    {
        var script = plotlyScript is null ? "" : $"<script>{plotlyScript}</script>\n";
        var formulas = katex is not null && Formulas.AreIn(body) ? Formulas.Head(katex) : "";
        return $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{WebUtility.HtmlEncode(title)}</title>\n<style>\n{Style}\n</style>\n{script}{formulas}</head>\n<body>\n{body}</body>\n</html>\n";
    }

    public static string Markdown(string text) => Markdig.Markdown.ToHtml(Formulas.OnLinesOfTheirOwn(text), s_markdown);

    private static void Code(StringBuilder body, Cell cell, HtmlOutput outputs)
    {
        if (cell.Source.Trim().Length > 0)
        {
            var code = $"<pre><code>{WebUtility.HtmlEncode(cell.Source)}</code></pre>\n";
            body.Append(cell.Tags.Contains("hide-input") ? $"<details><summary>code</summary>{code}</details>\n" : code);
        }
        if (cell.Tags.Contains("remove-output")) return;
        foreach (var output in cell.Outputs) body.Append(outputs.Of(output!.AsObject()));
    }

    // Files and attachments go into the page; an address on the network stays one.
    private static string Inline(string html, Cell cell, string folder) => Source().Replace(html, match =>
    {
        var name = WebUtility.UrlDecode(WebUtility.HtmlDecode(match.Groups[1].Value));
        if (name.StartsWith("attachment:", StringComparison.Ordinal) && cell.Attachment(name["attachment:".Length..]) is var (type, content)) return $"src=\"data:{type};base64,{content}\"";
        var path = Path.Combine(folder, name);
        return MediaType(path) is { } media && File.Exists(path) ? $"src=\"data:{media};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}\"" : match.Value;
    });

    private static string? MediaType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => "image/png", ".jpg" or ".jpeg" => "image/jpeg", ".gif" => "image/gif", ".svg" => "image/svg+xml", ".webp" => "image/webp", _ => null,
    };

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
