using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>The traces that several figures draw, each of 2,000 points at most and five digits a number (<see cref="Digits"/>).</summary>
internal static class Traces
{
    public const int MostPoints = 2000;

    /// <summary>A line through <c>[N]</c> points; NaN leaves a gap.</summary>
    public static GenericChart Line(
        string name,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        Color color,
        double width = 2.5,
        StyleParam.DrawingStyle? dash = null,
        bool inLegend = true) => Chart.Line<double, double, string>(
        x: Digits.Of(Thinned(x)),
        y: Digits.Of(Thinned(y)),
        Name: name,
        ShowLegend: inLegend ? default(Optional<bool>) : false,
        LineColor: color,
        LineWidth: width,
        LineDash: dash is null ? default(Optional<StyleParam.DrawingStyle>) : dash,
        UseDefaults: false);

    /// <summary>Points, <c>[N]</c>.</summary>
    public static GenericChart Points(
        string name,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        Marker marker,
        double? opacity = null,
        bool inLegend = true) => Chart.Point<double, double, string>(
        x: Digits.Of(Thinned(x)),
        y: Digits.Of(Thinned(y)),
        Name: name,
        ShowLegend: inLegend ? default(Optional<bool>) : false,
        Opacity: opacity ?? default(Optional<double>),
        Marker: marker,
        UseDefaults: false);

    /// <summary>Circles of <paramref name="size"/> px with a bold number or two in each.</summary>
    public static GenericChart Circles(string name, IEnumerable<double> x, IEnumerable<double> y, IEnumerable<string> numbers, Color color, int size = 17) =>
        Chart.Point<double, double, string>(
            x: Digits.Of(x),
            y: Digits.Of(y),
            Name: name,
            MultiText: numbers.Select(number => $"<b>{number}</b>").ToArray(),
            TextPosition: StyleParam.TextPosition.MiddleCenter,
            Marker: Marker(color, size, Palette.Ink, 1),
            UseDefaults: false);

    /// <summary>A marker with an outline; sizes in px.</summary>
    public static Marker Marker(Color color, int size, Color outline, double width) =>
        new Marker().With(("color", color), ("size", size), ("line", new Line().With(("color", outline), ("width", width))));

    // Evenly, from the first point to the last.
    private static IEnumerable<double> Thinned(IReadOnlyList<double> values) => values.Count <= MostPoints
        ? values
        : Enumerable.Range(0, MostPoints).Select(i => values[(int)((long)i * (values.Count - 1) / (MostPoints - 1))]);
}
