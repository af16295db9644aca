using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

/// <summary>Styling: each method changes the chart it is given and returns it.</summary>
public static class GenericChartExtensions
{
    /// <summary>Merges <paramref name="layout"/> into the chart's.</summary>
    public static GenericChart WithLayout(this GenericChart @this, Layout layout)
    {
        @this.Layout.Merge(layout);
        return @this;
    }

    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font>? TitleFont = null) =>
        @this.WithLayout(new Layout().With("title", (object)Title.init(Text: title, Font: TitleFont)));

    /// <summary>Width and height in px.</summary>
    public static GenericChart WithSize(this GenericChart @this, int width, int height) =>
        @this.WithLayout(new Layout().With("width", (object)width).With("height", (object)height));

    public static GenericChart WithXAxis(this GenericChart @this, LinearAxis xAxis) =>
        @this.WithLayout(new Layout().With("xaxis", (object)xAxis));

    public static GenericChart WithYAxis(this GenericChart @this, LinearAxis yAxis) =>
        @this.WithLayout(new Layout().With("yaxis", (object)yAxis));

    /// <summary>Gives every trace of the chart the same horizontal intervals.</summary>
    public static GenericChart WithXError(this GenericChart @this, Error xError)
    {
        foreach (var trace in @this.Traces)
        {
            trace.SetValue("error_x", xError);
        }

        return @this;
    }
}
