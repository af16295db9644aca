using System.Net;
using System.Text.Json.Nodes;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Export;

/// <summary>Outputs of cells as HTML: of each the best form there is.</summary>
/// <param name="canDraw">Whether the page has plotly.js.</param>
internal sealed class HtmlOutput(bool canDraw)
{
    private int figures;

    /// <summary>Whether plotly.js is needed.</summary>
    public bool HasFigures => figures > 0;

    public string Of(JsonObject output) => Lines.Text(output["output_type"]) switch
    {
        "stream" => Text(Lines.Join(output["text"])),
        "error" => $"<div class=\"output error\"><pre>{WebUtility.HtmlEncode(string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(Lines.Text)))}</pre></div>\n",
        _ when output["data"] is JsonObject data => $"<div class=\"output\">{Data(data)}</div>\n",
        _ => "",
    };

    private string Data(JsonObject data)
    {
        if (canDraw && data[PipeOutput.Plotly] is JsonObject figure) return Figure(figure, Lines.Join(data["image/png"]));
        if (Lines.Join(data["text/html"]) is { } html) return html;
        if (Lines.Join(data["image/svg+xml"]) is { } drawing) return drawing;
        foreach (var type in new[] { "image/png", "image/jpeg" })
        {
            if (Lines.Join(data[type]) is { } picture) return Picture(type, picture);
        }
        if (Lines.Join(data["text/markdown"]) is { } markdown) return HtmlExport.Markdown(markdown);
        return $"<pre>{WebUtility.HtmlEncode(Lines.Join(data["text/plain"]) ?? "")}</pre>";
    }

    // The PNG is for readers whose browser runs no script.
    private string Figure(JsonObject figure, string? png)
    {
        var id = $"figure-{++figures}";
        var json = figure.ToJsonString().Replace("<", "\\u003c", StringComparison.Ordinal);
        var fallback = png is null ? "" : $"<noscript>{Picture("image/png", png)}</noscript>";
        return $$"""<div id="{{id}}"></div>{{fallback}}<script>(() => { const figure = {{json}}; Plotly.newPlot("{{id}}", figure.data, figure.layout, { responsive: true, displaylogo: false }); })();</script>""";
    }

    private static string Picture(string type, string content) => $"<img alt=\"\" src=\"data:{type};base64,{WebUtility.HtmlEncode(content.ReplaceLineEndings(""))}\">";

    private static string Text(string? text) => $"<div class=\"output\"><pre>{WebUtility.HtmlEncode(text ?? "")}</pre></div>\n";
}
