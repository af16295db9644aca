using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>A Cartesian axis, log and categorical ones included.</summary>
public class LinearAxis : DynamicObj.DynamicObj
{
    public static LinearAxis init<a, b, c, d, e, f, g, h>(
        FSharpOption<Title>? Title = null,
        FSharpOption<StyleParam.AxisType>? AxisType = null,
        FSharpOption<Font>? TickFont = null,
        FSharpOption<bool>? ShowLine = null,
        FSharpOption<Color>? LineColor = null,
        FSharpOption<bool>? ShowGrid = null,
        FSharpOption<Color>? GridColor = null,
        FSharpOption<bool>? ZeroLine = null)
        where a : IConvertible
        where b : IConvertible
        where c : IConvertible
        where d : IConvertible
        where e : IConvertible
        where f : IConvertible
        where g : IConvertible
        where h : IConvertible => new LinearAxis()
        .With("title", Title)
        .With("type", AxisType)
        .With("tickfont", TickFont)
        .With("showline", ShowLine)
        .With("linecolor", LineColor)
        .With("showgrid", ShowGrid)
        .With("gridcolor", GridColor)
        .With("zeroline", ZeroLine);
}
