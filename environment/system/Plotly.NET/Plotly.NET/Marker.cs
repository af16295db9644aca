using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>How a point is drawn; size in px.</summary>
public class Marker : DynamicObj.DynamicObj
{
    public static Marker init(
        FSharpOption<Color>? Color = null,
        FSharpOption<Line>? Outline = null,
        FSharpOption<int>? Size = null,
        FSharpOption<StyleParam.MarkerSymbol>? Symbol = null) => new Marker()
        .With("color", Color)
        .With("line", Outline)
        .With("size", Size)
        .With("symbol", Symbol);
}
