using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Lgm.Figures;

/// <summary>What all figures share: sizes that are readable at a page width of 800 px, light rules, the legend 70 px below the plot.</summary>
internal static class FigureStyle
{
    public const int Width = 800;

    /// <summary>Sets properties by their names in plotly.js.</summary>
    public static T With<T>(this T part, params (string Name, object Value)[] properties)
        where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in properties) part.SetProperty(name, value);
        return part;
    }

    /// <summary>Adds properties to the chart's layout, by their names in plotly.js.</summary>
    public static GenericChart WithLayout(this GenericChart chart, params (string Name, object Value)[] properties) =>
        GenericChart.addLayout(new Layout().With(properties), chart);

    /// <summary>Paper, fonts, margins, title and legend; px.</summary>
    /// <exception cref="WorkbookException">The title is empty.</exception>
    public static GenericChart Dressed(
        this GenericChart chart,
        string title,
        int height = 520,
        int left = 80,
        int top = 60,
        int bottom = 110,
        bool legend = true)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw new WorkbookException("A figure needs a title: say in a few words what it shows.");
        }

        // Plotly cuts off a title that is wider than the figure: some 97 letters at 18 px.
        var size = Math.Clamp(1760 / title.Length, 11, 18);
        return chart.WithLayout(
            ("title", new Title().With(("text", title), ("font", Font(size)), ("x", 0.02), ("xanchor", "left"))),
            ("showlegend", legend),
            ("margin", new Margin().With(("l", left), ("r", 25), ("t", top), ("b", bottom))),
            ("width", Width),
            ("height", height),
            // Margins are made for the widths of these letters; Plotly's own choice is Verdana where there is one.
            ("font", Font(14).With(("family", "Arial, Liberation Sans, sans-serif"))),
            ("paper_bgcolor", Palette.Paper),
            ("plot_bgcolor", Palette.Paper),
            ("legend", new Legend().With(
                ("font", Font(14)),
                ("orientation", "h"),
                ("x", 0.5),
                ("xanchor", "center"),
                ("y", -70.0 / (height - top - bottom)),
                ("yanchor", "top"))));
    }

    /// <summary>Ink of <paramref name="size"/> px.</summary>
    public static Font Font(int size) => new Font().With(("size", size), ("color", Palette.Ink));

    /// <summary>A linear axis of numbers; the format is one of d3, such as ".0%".</summary>
    public static LinearAxis Numbers(string title, string? format = null, (double From, double To)? range = null)
    {
        var axis = Bare(title, "linear", range);
        return format is null ? axis : axis.With(("tickformat", format));
    }

    /// <summary>A log axis of shares from <paramref name="lowest"/>, a power of ten, to 1, with a tick in percent a decade.</summary>
    public static LinearAxis LogShares(string title, double lowest)
    {
        var decades = (int)Math.Round(-Math.Log10(lowest));
        var ticks = Enumerable.Range(-decades, decades + 1).Select(exponent => Math.Pow(10, exponent)).ToArray();
        return Bare(title, "log", (-decades, 0)).With(
            ("tickvals", ticks),
            ("ticktext", ticks.Select(tick => FormattableString.Invariant($"{100 * tick:0.######} %")).ToArray()));
    }

    /// <summary>An axis of names, with as much room beside it as they need.</summary>
    public static LinearAxis Names(string title) => Bare(title, "category", null).With(("showgrid", false), ("automargin", true));

    private static LinearAxis Bare(string title, string type, (double From, double To)? range)
    {
        var axis = new LinearAxis().With(
            ("title", new Title().With(("text", title), ("font", Font(15)))),
            ("type", type),
            ("tickfont", Font(13)),
            ("showline", true),
            ("linecolor", Palette.Ink),
            ("showgrid", true),
            ("gridcolor", Palette.Rule),
            ("zeroline", false));
        return range is var (from, to) ? axis.With(("range", new[] { from, to })) : axis;
    }
}
