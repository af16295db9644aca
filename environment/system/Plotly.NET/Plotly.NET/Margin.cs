using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>Space around the plot area, px.</summary>
public class Margin : DynamicObj.DynamicObj
{
    public static Margin init<a, b, c, d, e, f>(
        FSharpOption<a>? Left = null,
        FSharpOption<b>? Right = null,
        FSharpOption<c>? Top = null,
        FSharpOption<d>? Bottom = null) => new Margin()
        .With("l", Left)
        .With("r", Right)
        .With("t", Top)
        .With("b", Bottom);
}
