using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

/// <summary>The charts the figures are made of. Name the arguments: the real methods have more of them.</summary>
public static partial class Chart
{
    /// <summary>A mark at every (x, y); the texts are shown beside the marks once a position is given for them.</summary>
    public static GenericChart Point<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<Marker> Marker = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = Scatter(TextPosition.IsSome ? "markers+text" : "markers", Name.OrNull, ShowLegend.OrNull, Opacity.OrNull, x, y)
            .With("text", MultiText.OrNull)
            .With("textposition", TextPosition.OrNull)
            .With("marker", (object)Or(Marker, new Marker()).With("color", MarkerColor.OrNull))
            .With("line", (object)new Line());
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }

    /// <summary>The polyline through the (x, y), with or without a mark at each.</summary>
    public static GenericChart Line<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<bool> ShowMarkers = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<Color> LineColor = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var mode = ShowMarkers is { IsSome: true, Value: true } ? "lines+markers" : "lines";
        var trace = Scatter(mode, Name.OrNull, ShowLegend.OrNull, Opacity.OrNull, x, y)
            .With("marker", (object)new Marker())
            .With("line", (object)new Line().With("color", LineColor.OrNull).With("width", LineWidth.OrNull).With("dash", LineDash.OrNull));
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }

    private static Trace Scatter(string mode, object? name, object? showLegend, object? opacity, object x, object y) =>
        new Trace("scatter")
            .With("name", name)
            .With("showlegend", showLegend)
            .With("mode", (object)mode)
            .With("opacity", opacity)
            .With("x", x)
            .With("y", y);

    private static T Or<T>(Optional<T> given, T otherwise) => given.IsSome ? given.Value : otherwise;
}
