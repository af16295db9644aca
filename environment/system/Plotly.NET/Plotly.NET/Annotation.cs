using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>A text at a place of the figure.</summary>
public class Annotation : DynamicObj.DynamicObj
{
    public static Annotation init<a, b, c, d, e, f, g, h, i, j>(
        FSharpOption<a>? X = null,
        FSharpOption<b>? Y = null,
        FSharpOption<Font>? Font = null,
        FSharpOption<bool>? ShowArrow = null,
        FSharpOption<string>? Text = null,
        FSharpOption<h>? XRef = null,
        FSharpOption<j>? YRef = null)
        where a : IConvertible
        where b : IConvertible
        where c : IConvertible
        where d : IConvertible
        where e : IConvertible
        where f : IConvertible
        where g : IConvertible
        where h : IConvertible
        where i : IConvertible
        where j : IConvertible => new Annotation()
        .With("x", X)
        .With("y", Y)
        .With("font", Font)
        .With("showarrow", ShowArrow)
        .With("text", Text)
        .With("xref", XRef)
        .With("yref", YRef);
}
