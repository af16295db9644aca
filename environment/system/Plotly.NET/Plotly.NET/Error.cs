using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>An interval around each value: lengths up and, where asymmetric, down.</summary>
public class Error : DynamicObj.DynamicObj
{
    public static Error init<a, b>(
        FSharpOption<bool>? Symmetric = null,
        FSharpOption<IEnumerable<a>>? Array = null,
        FSharpOption<IEnumerable<b>>? Arrayminus = null,
        FSharpOption<Color>? Color = null,
        FSharpOption<double>? Thickness = null,
        FSharpOption<double>? Width = null)
        where a : IConvertible
        where b : IConvertible => new Error()
        .With("symmetric", Symmetric)
        .With("array", Array)
        .With("arrayminus", Arrayminus)
        .With("color", Color)
        .With("thickness", Thickness)
        .With("width", Width);
}
