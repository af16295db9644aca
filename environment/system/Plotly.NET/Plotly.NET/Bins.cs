using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>The bins of a histogram, in the unit of its axis.</summary>
public class Bins : DynamicObj.DynamicObj
{
    public static Bins init(
        FSharpOption<double>? Start = null,
        FSharpOption<double>? End = null,
        FSharpOption<double>? Size = null) => new Bins()
        .With("start", Start)
        .With("end", End)
        .With("size", Size);
}
