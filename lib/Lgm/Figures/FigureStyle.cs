using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;

namespace Lgm.Figures;

/// <summary>What all figures share: sizes that are readable at a page width of 800 px, light rules, the legend 70 px below the plot.</summary>
internal static class FigureStyle
{
    public const int Width = 800;

    /// <summary>Paper, fonts, margins and title; px.</summary>
    public static GenericChart Dressed(
        this GenericChart chart,
        string title,
        int height = 520,
        int left = 80,
        int top = 60,
        int bottom = 110,
        bool legend = true) => chart
        .WithLayout(Layout.init<string>(
            Title: Title.init(Text: title, Font: Font.init(Size: 18, Color: Palette.Ink), X: 0.02, XAnchor: StyleParam.XAnchorPosition.Left),
            ShowLegend: legend,
            Margin: Margin.init<int, int, int, int, int, bool>(Left: left, Right: 25, Top: top, Bottom: bottom),
            Width: Width,
            Height: height,
            Font: Font.init(Size: 14, Color: Palette.Ink),
            PaperBGColor: Palette.Paper,
            PlotBGColor: Palette.Paper))
        .WithLegendStyle(
            Font: Font.init(Size: 14, Color: Palette.Ink),
            Orientation: StyleParam.Orientation.Horizontal,
            X: 0.5,
            XAnchor: StyleParam.XAnchorPosition.Center,
            Y: -70.0 / (height - top - bottom),
            YAnchor: StyleParam.YAnchorPosition.Top);

    /// <summary>A linear axis of numbers.</summary>
    public static LinearAxis Numbers(string title, string? format = null, (double From, double To)? range = null)
    {
        var axis = Bare(title, StyleParam.AxisType.Linear, range);
        if (format is not null)
        {
            axis.SetValue("tickformat", format);
        }

        return axis;
    }

    /// <summary>A log axis of shares from <paramref name="lowest"/>, a power of ten, to 1, with a tick in percent a decade.</summary>
    public static LinearAxis LogShares(string title, double lowest)
    {
        var decades = (int)Math.Round(-Math.Log10(lowest));
        var ticks = Enumerable.Range(-decades, decades + 1).Select(exponent => Math.Pow(10, exponent)).ToArray();
        var axis = Bare(title, StyleParam.AxisType.Log, (-decades, 0));
        axis.SetValue("tickvals", ticks);
        axis.SetValue("ticktext", ticks.Select(tick => FormattableString.Invariant($"{100 * tick:0.######} %")).ToArray());
        return axis;
    }

    /// <summary>An axis of names.</summary>
    public static LinearAxis Names(string title)
    {
        var axis = Bare(title, StyleParam.AxisType.Category, null);
        axis.SetValue("showgrid", false);
        return axis;
    }

    private static LinearAxis Bare(string title, StyleParam.AxisType type, (double From, double To)? range)
    {
        var axis = LinearAxis.init<double, double, double, double, double, string, string, string>(
            Title: Title.init(Text: title, Font: Font.init(Size: 15, Color: Palette.Ink)),
            AxisType: type,
            TickFont: Font.init(Size: 13, Color: Palette.Ink),
            ShowLine: true,
            LineColor: Palette.Ink,
            ShowGrid: true,
            GridColor: Palette.Rule,
            ZeroLine: false);
        if (range is var (from, to))
        {
            axis.SetValue("range", new[] { from, to });
        }

        return axis;
    }
}
