using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A coloured cell for every z: rows of <paramref name="zData"/> run along Y, the values in a row along X.</summary>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace("heatmap")
            .With("name", Name.OrNull)
            .With("x", X.OrNull)
            .With("xgap", XGap.OrNull)
            .With("y", Y.OrNull)
            .With("ygap", YGap.OrNull)
            .With("z", (object)zData)
            .With("colorbar", ColorBar.OrNull)
            .With("colorscale", ColorScale.OrNull)
            .With("showscale", ShowScale.OrNull)
            .With("reversescale", ReverseScale.OrNull);
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }

    /// <summary>Areas between levels of z over a grid.</summary>
    public static GenericChart Contour<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<StyleParam.ContourColoring> ContoursColoring = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace("contour")
            .With("name", Name.OrNull)
            .With("opacity", Opacity.OrNull)
            .With("x", X.OrNull)
            .With("y", Y.OrNull)
            .With("z", (object)zData)
            .With("line", (object)new Line().With("width", (object)0.0))
            .With("colorscale", ColorScale.OrNull)
            .With("showscale", ShowScale.OrNull)
            .With("reversescale", ReverseScale.OrNull)
            .With("contours", (object)new DynamicObj.DynamicObj().With("coloring", ContoursColoring.OrNull));
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }
}
