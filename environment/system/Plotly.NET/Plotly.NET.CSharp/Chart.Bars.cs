using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Horizontal bars: one value for each key.</summary>
    public static GenericChart Bar<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace("bar")
            .With("name", Name.OrNull)
            .With("showlegend", ShowLegend.OrNull)
            .With("opacity", Opacity.OrNull)
            .With("x", (object)values)
            .With("y", Keys.OrNull)
            .With("orientation", (object)StyleParam.Orientation.Horizontal)
            .With("marker", (object)PatternedMarker(MarkerColor));
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }

    /// <summary>Bars over bins of X: counts, or with <c>HistFunc.Sum</c> the sum of Y in each bin.</summary>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<StyleParam.HistFunc> HistFunc = default,
        Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<int> NBinsX = default,
        Optional<Bins> XBins = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace("histogram")
            .With("name", Name.OrNull)
            .With("showlegend", ShowLegend.OrNull)
            .With("opacity", Opacity.OrNull)
            .With("x", X.OrNull)
            .With("y", Y.OrNull)
            .With("histfunc", HistFunc.OrNull)
            .With("histnorm", HistNorm.OrNull)
            .With("nbinsx", NBinsX.OrNull)
            .With("xbins", XBins.OrNull)
            .With("marker", (object)PatternedMarker(MarkerColor));
        return GenericChart.Of(trace, UseDefaults is not { IsSome: true, Value: false });
    }

    private static Marker PatternedMarker(Optional<Color> color) =>
        new Marker().With("color", color.OrNull).With("pattern", (object)new DynamicObj.DynamicObj());
}
