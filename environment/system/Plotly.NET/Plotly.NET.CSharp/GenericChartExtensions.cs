namespace Plotly.NET.CSharp;

/// <summary>The styling methods whose optional arguments are C#'s.</summary>
public static class GenericChartExtensions
{
    /// <summary>Where the legend stands (x and y are fractions of the plot area) and how it looks.</summary>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart,
        Optional<Font> Font = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default) =>
        gChart.WithLayout(new Layout().With("legend", (object)new DynamicObj.DynamicObj()
            .With("font", Font.OrNull)
            .With("orientation", Orientation.OrNull)
            .With("x", X.OrNull)
            .With("xanchor", XAnchor.OrNull)
            .With("y", Y.OrNull)
            .With("yanchor", YAnchor.OrNull)));
}
