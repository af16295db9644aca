using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The title of a figure, an axis or a colour bar.</summary>
public class Title : DynamicObj.DynamicObj
{
    public static Title init(
        FSharpOption<string>? Text = null,
        FSharpOption<Font>? Font = null,
        FSharpOption<double>? X = null,
        FSharpOption<StyleParam.XAnchorPosition>? XAnchor = null) => new Title()
        .With("text", Text)
        .With("font", Font)
        .With("x", X)
        .With("xanchor", XAnchor);
}
