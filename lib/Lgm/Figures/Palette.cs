using Plotly.NET;

namespace Lgm.Figures;

/// <summary>Colours that stay apart for colour-blind readers: Okabe and Ito's for series, Tol's "muted" for classes.</summary>
internal static class Palette
{
    private static readonly string[] s_series = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    private static readonly string[] s_classes =
        ["#332288", "#DDCC77", "#117733", "#CC6677", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499", "#555555"];

    // Colour alone does not tell eight curves apart in print.
    private static readonly StyleParam.DrawingStyle[] s_dashes =
        [StyleParam.DrawingStyle.Solid, StyleParam.DrawingStyle.Dash, StyleParam.DrawingStyle.DashDot, StyleParam.DrawingStyle.LongDash];

    public static Color Ink => Color.fromHex("#222222");

    public static Color Paper => Color.fromHex("#FFFFFF");

    public static Color Rule => Color.fromHex("#DDDDDD");

    public static Color Reference => Color.fromHex("#888888");

    public static Color Series(int index) => Color.fromHex(s_series[index % s_series.Length]);

    public static Color Class(int index) => Color.fromHex(s_classes[index % s_classes.Length]);

    public static StyleParam.DrawingStyle Dash(int index) => s_dashes[index % s_dashes.Length];
}
