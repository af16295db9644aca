using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Lgm.Figures;

/// <summary>
/// The figures of the workbook: each function draws data at hand and returns a chart of Plotly.NET. The page shows through;
/// every ink reads on white and on dark pages. A trace holds at most 2,000 points, a number four significant digits.
/// </summary>
public static partial class Figure
{
    internal const int Width = 800, MostPoints = 2000;

    // Text and axes: contrast 4 to 1 on white and on #1e1e1e alike.
    internal const string Ink = "#7D7D7D";
    private const string Clear = "rgba(0,0,0,0)", Rule = "rgba(125,125,125,0.3)", White = "#FFFFFF", Black = "#222222", Red = "#FF2D20";

    // Of series and classes: contrast 3 to 1 or more on both pages, and apart for colour-blind readers.
    internal static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#8484FC", "#CC0C9C", "#489CC0", "#C03C3C", "#00786C", "#F06090", "#6C48FC"];
    private static readonly string[] s_dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>Rounds to four significant digits: a screen shows no more, and a notebook's diff has no noise.</summary>
    internal static double FourDigits(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Colour(int index) => Colours[index % Colours.Length];
    private static string Dash(int index) => s_dashes[index % s_dashes.Length];
    internal static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    // Shows the page and other fillings through; its outline has the full colour.
    private static DynamicObj.DynamicObj Filling(int index) => Part(("color", Colour(index) + "80"), ("line", Part(("color", Colour(index)), ("width", 1))));

    // As many as a trace holds, evenly from the first to the last; what is not finite becomes NaN, which leaves a gap.
    private static double[] Thinned(IReadOnlyList<double> values)
    {
        var count = Math.Min(values.Count, MostPoints);
        var kept = Enumerable.Range(0, count).Select(i => values[count == values.Count ? i : (int)((long)i * (values.Count - 1) / (count - 1))]);
        return [.. kept.Select(value => double.IsFinite(value) ? FourDigits(value) : double.NaN)];
    }

    private static Trace Line(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, string colour, string dash = "solid", double width = 2.5, bool inLegend = true) =>
        new Trace2D("scatter").With(
            ("mode", "lines"), ("name", name), ("showlegend", inLegend), ("x", Thinned(x)), ("y", Thinned(y)),
            ("line", Part(("color", colour), ("dash", dash), ("width", width))));

    private static Trace Points(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, DynamicObj.DynamicObj marker, bool inLegend = true) =>
        new Trace2D("scatter").With(("mode", "markers"), ("name", name), ("showlegend", inLegend), ("x", Thinned(x)), ("y", Thinned(y)), ("marker", marker));

    // White circles with a bold number in each.
    private static Trace Numbers(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IEnumerable<string> numbers, int size = 17) =>
        Points(name, x, y, Marker(White, size, Black)).With(
            ("mode", "markers+text"), ("text", numbers.Select(number => $"<b>{number}</b>").ToArray()),
            ("textposition", "middle center"), ("textfont", Part(("color", Black), ("size", 11))));

    private static DynamicObj.DynamicObj Marker(string colour, int size, string outline = Clear, string symbol = "circle", double opacity = 1) =>
        Part(("color", colour), ("size", size), ("symbol", symbol), ("opacity", opacity), ("line", Part(("color", outline), ("width", 1))));

    // Properties by their names in plotly.js.
    private static DynamicObj.DynamicObj Part(params (string Name, object Value)[] properties) => new DynamicObj.DynamicObj().With(properties);
    private static T With<T>(this T part, params (string Name, object Value)[] properties) where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in properties) part.SetProperty(name, value);
        return part;
    }

    private static GenericChart With(this GenericChart chart, params (string Name, object Value)[] properties) =>
        GenericChart.addLayout(new Layout().With(properties), chart);
    private static GenericChart Chart(IEnumerable<Trace> traces, LinearAxis x, LinearAxis y) =>
        GenericChart.ofTraceObjects(false, traces).With(("xaxis", x), ("yaxis", y));

    // Title, paper, fonts, margins (px) and the legend 70 px below the plot.
    private static GenericChart Dressed(this GenericChart chart, string title, int height = 520, int left = 80, int top = 60, int bottom = 110, bool legend = true)
    {
        // Plotly cuts off a title that is wider than the figure: some 97 letters at 18 px.
        var size = Math.Clamp(1760 / Math.Max(title.Length, 1), 11, 18);
        if (title.Length == 0) top -= 35;
        return chart.With(
            ("title", Part(("text", title), ("font", Part(("size", size))), ("x", 0.02), ("xanchor", "left"))),
            ("showlegend", legend),
            ("margin", Part(("l", left), ("r", 25), ("t", top), ("b", bottom))),
            ("width", Width),
            ("height", height),
            // Margins are made for the widths of these letters; Plotly's own choice is Verdana where there is one.
            ("font", Part(("size", 14), ("color", Ink), ("family", "Arial, Liberation Sans, sans-serif"))),
            ("paper_bgcolor", Clear),
            ("plot_bgcolor", Clear),
            ("legend", Part(("orientation", "h"), ("x", 0.5), ("xanchor", "center"), ("y", -70.0 / (height - top - bottom)), ("yanchor", "top"))));
    }

    // The format is one of d3, such as ".0%".
    private static LinearAxis Axis(string title, string format = "", (double From, double To)? range = null, string type = "linear")
    {
        var axis = new LinearAxis().With(
            ("title", Part(("text", title))), ("type", type), ("tickformat", format),
            ("showline", true), ("linecolor", Ink), ("gridcolor", Rule), ("zeroline", false));
        return range is var (from, to) ? axis.With(("range", new[] { from, to })) : axis;
    }
}
