using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The stroke of a curve or of a marker's outline; width in px.</summary>
public class Line : DynamicObj.DynamicObj
{
    public static Line init(
        FSharpOption<Color>? Color = null,
        FSharpOption<StyleParam.DrawingStyle>? Dash = null,
        FSharpOption<double>? Width = null) => new Line()
        .With("color", Color)
        .With("dash", Dash)
        .With("width", Width);
}
