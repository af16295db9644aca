using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The legend of a colour scale.</summary>
public class ColorBar : DynamicObj.DynamicObj
{
    public static ColorBar init<a, b>(
        FSharpOption<double>? Thickness = null,
        FSharpOption<Title>? Title = null)
        where a : IConvertible
        where b : IConvertible => new ColorBar()
        .With("thickness", Thickness)
        .With("title", Title);
}
