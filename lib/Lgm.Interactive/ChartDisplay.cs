using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Lgm.Interactive;

/// <summary>
/// How a notebook shows a chart, whoever made it: as Plotly's JSON for front ends that draw it themselves (VS Code), as a piece
/// of page that needs no network for those that do not (Jupyter), and as one line of text.
/// </summary>
internal static class ChartDisplay
{
    public const string PlotlyMime = "application/vnd.plotly.v1+json";

    [ThreadStatic]
    private static (GenericChart Chart, string Json)? t_written;

    private static bool s_pageHasPlotly;

    public static void Register(bool offline)
    {
        // A notebook that starts anew may have a new page around it.
        s_pageHasPlotly = false;
        Formatter.Register<GenericChart>(chart => Json(chart, isFirst: true), PlotlyMime);
        Formatter.Register<GenericChart>(offline ? Html : Plotly.NET.Interactive.Formatters.toInteractiveHTML, HtmlFormatter.MimeType);
        Formatter.Register<GenericChart>(Text, PlainTextFormatter.MimeType);
        // To Jupyter the tool sends every form as a string, and JupyterLab's renderer does not read JSON in a string.
        string[] forms = [PlotlyMime, HtmlFormatter.MimeType, PlainTextFormatter.MimeType];
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), IsJupyter ? forms[1..] : forms);
    }

    private static bool IsJupyter => Environment.GetCommandLineArgs().Skip(1).FirstOrDefault() == "jupyter";

    private static string Html(GenericChart chart)
    {
        // 3.6 MB: the first chart of a session brings it to the page, the others wait until it is there.
        var plotly = s_pageHasPlotly ? "" : $"<script>{PlotlyScript()}</script>\n";
        s_pageHasPlotly = true;
        var json = Json(chart, isFirst: IsJupyter).Replace("<", "\\u003c");
        var id = "chart-" + Guid.NewGuid().ToString("N");
        return $$"""
            {{plotly}}<div id="{{id}}"></div>
            <script>
            (function draw(tries) {
              const place = document.getElementById("{{id}}"), figure = {{json}};
              if (window.Plotly && place) window.Plotly.newPlot(place, figure.data, figure.layout, { responsive: true });
              else if (tries > 0) setTimeout(draw, 200, tries - 1);
              else if (place) place.textContent = "The first figure of a notebook brings plotly.js along: run the first cell and the figures again.";
            })(50);
            </script>
            """;
    }

    private static string Text(GenericChart chart)
    {
        var title = GenericChart.getLayout(chart).TryGetTypedPropertyValue<DynamicObj.DynamicObj>("title")?.Value.TryGetTypedPropertyValue<string>("text")?.Value;
        return $"Chart{(title is null ? "" : $" \"{title}\"")}, traces: {GenericChart.getTraces(chart).Length}";
    }

    // Plotly.NET takes half a second to write its default template: the forms of one display share what the first has written.
    private static string Json(GenericChart chart, bool isFirst)
    {
        if (isFirst || !ReferenceEquals(t_written?.Chart, chart)) t_written = (chart, GenericChart.toFigureJson(chart));
        return t_written.Value.Json;
    }

    // The copy that Plotly.NET carries. A page with a module loader would hand the library to that and leave window.Plotly empty.
    private static string PlotlyScript()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return $"if (!window.Plotly) (function (define, module, exports) {{ {reader.ReadToEnd()}\n}}).call(window);";
    }
}
