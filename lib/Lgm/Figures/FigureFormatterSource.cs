namespace Lgm.Figures;

/// <summary>
/// The forms of a figure in a notebook: plotly JSON for front ends that draw it themselves, HTML with our own plotly.js
/// for those that do not, and one line of text.
/// </summary>
internal sealed class FigureFormatterSource
{
    public const string PlotlyMime = "application/vnd.plotly.v1+json";

    public const string HtmlMime = "text/html";

    // Named by convention: front ends call it through reflection.
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new DisplayForm<Figure>(PlotlyMime, figure => figure.Json),
        new DisplayForm<Figure>(HtmlMime, Html),
        new DisplayForm<Figure>("text/plain", figure => figure.ToString()),
    ];

    // Without our copy there is no HTML form: a page that fetched the script from elsewhere would stay blank offline.
    private static string? Html(Figure figure)
    {
        if (PlotlyScript.Locate() is not { } path)
        {
            return null;
        }

        var plotly = PlotlyScript.FromFile(path).Source;
        var fragment = figure.ToFragment("figure-" + Guid.NewGuid().ToString("N"));

        // A notebook page may have a module loader, which the script would register with instead of setting window.Plotly.
        return $"<script>if (!window.Plotly) {{ (function (define, module, exports) {{ {plotly}\n}}).call(window); }}</script>\n{fragment}";
    }
}
