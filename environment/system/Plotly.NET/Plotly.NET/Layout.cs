using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Everything of a figure but its traces.</summary>
public class Layout : DynamicObj.DynamicObj
{
    public static Layout init<a>(
        FSharpOption<Title>? Title = null,
        FSharpOption<bool>? ShowLegend = null,
        FSharpOption<LayoutObjects.Margin>? Margin = null,
        FSharpOption<int>? Width = null,
        FSharpOption<int>? Height = null,
        FSharpOption<Font>? Font = null,
        FSharpOption<Color>? PaperBGColor = null,
        FSharpOption<Color>? PlotBGColor = null,
        FSharpOption<double>? BarGap = null,
        FSharpOption<StyleParam.BarMode>? BarMode = null,
        FSharpOption<IEnumerable<LayoutObjects.Annotation>>? Annotations = null)
        where a : IConvertible => new Layout()
        .With("title", Title)
        .With("showlegend", ShowLegend)
        .With("margin", Margin)
        .With("width", Width)
        .With("height", Height)
        .With("font", Font)
        .With("paper_bgcolor", PaperBGColor)
        .With("plot_bgcolor", PlotBGColor)
        .With("bargap", BarGap)
        .With("barmode", BarMode)
        .With("annotations", Annotations);
}
