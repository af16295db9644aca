using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Size in px, colour of a text.</summary>
public class Font : DynamicObj.DynamicObj
{
    public static Font init(
        FSharpOption<double>? Size = null,
        FSharpOption<Color>? Color = null) => new Font()
        .With("size", Size)
        .With("color", Color);
}
