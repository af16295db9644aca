namespace Plotly.NET;

/// <summary>One series of a figure, of a plotly.js trace type.</summary>
public class Trace : DynamicObj.DynamicObj
{
    public Trace(string traceTypeName) => SetValue("type", traceTypeName);
}
