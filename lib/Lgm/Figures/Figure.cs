using System.Net;
using System.Text;
using Plotly.NET;

namespace Lgm.Figures;

/// <summary>
/// A finished figure. The library writes it as plotly.js JSON or as one HTML page that opens without a network; a
/// notebook front end asks for the form it shows (<see cref="FigureFormatterSource"/>).
/// </summary>
[TypeFormatterSource(typeof(FigureFormatterSource), PreferredMimeTypes = [FigureFormatterSource.PlotlyMime, FigureFormatterSource.HtmlMime])]
public sealed class Figure
{
    // The page without its two parts; braces of CSS would double in an interpolated string.
    private const string PageStart = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>body { margin: 0; background: #ffffff; }</style>

        """;

    /// <summary>Takes over a chart; style it before, not after.</summary>
    /// <param name="title">What the figure shows, in words: not empty.</param>
    /// <param name="chart">The chart, with its layout.</param>
    /// <exception cref="WorkbookException">The title is empty.</exception>
    public Figure(string title, GenericChart chart)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw new WorkbookException("A figure needs a title: say in a few words what it shows.");
        }

        Title = title;
        Json = GenericChart.toFigureJson(chart);
    }

    /// <summary>What the figure shows.</summary>
    public string Title { get; }

    /// <summary>The plotly.js figure: an object with <c>data</c>, <c>layout</c> and <c>frames</c>.</summary>
    public string Json { get; }

    /// <summary>One page that carries <paramref name="plotly"/> inside and loads nothing.</summary>
    /// <param name="plotly">Our own copy of plotly.js, as <see cref="PlotlyScript.Find"/> returns it.</param>
    public string ToHtml(PlotlyScript plotly) => new StringBuilder(plotly.Source.Length + Json.Length + 2_000)
        .Append(PageStart)
        .Append("<title>").Append(WebUtility.HtmlEncode(Title)).Append("</title>\n")
        .Append("<script>").Append(plotly.Source).Append("</script>\n</head>\n<body>\n")
        .Append(ToFragment("figure"))
        .Append("</body>\n</html>\n")
        .ToString();

    /// <summary>Writes <see cref="ToHtml"/> to <paramref name="path"/>, whole or not at all; makes the folder.</summary>
    public void SaveHtml(string path, PlotlyScript plotly) => AtomicFile.Write(path, ToHtml(plotly));

    /// <summary>Writes <see cref="Json"/> to <paramref name="path"/>, whole or not at all; makes the folder.</summary>
    public void SaveJson(string path) => AtomicFile.Write(path, Json + "\n");

    /// <inheritdoc />
    public override string ToString() => $"Figure: {Title}";

    /// <summary>The element and the call that draws it, for a page where plotly.js is already there.</summary>
    /// <param name="id">The element's id: letters, digits and dashes.</param>
    internal string ToFragment(string id)
    {
        // Inside a script element "</script>" and "<!--" end or change the script wherever they stand, strings included.
        var json = Json.Replace("<", "\\u003c", StringComparison.Ordinal);
        return $$"""
            <div id="{{id}}"></div>
            <script>
            (function () {
              const figure = {{json}};
              Plotly.newPlot("{{id}}", figure.data, figure.layout, { responsive: true, displaylogo: false });
            })();
            </script>

            """;
    }
}
