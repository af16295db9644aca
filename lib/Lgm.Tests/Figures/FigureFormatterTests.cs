using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>Finds the formatters as a notebook front end does: by name, through reflection.</summary>
public sealed class FigureFormatterTests
{
    [Fact]
    public void PlotlyJsonAndTextAreThere()
    {
        var figure = Drawn.Kinds["heatmap"]("A table");
        Assert.Equal(figure.Json, Formatted(figure, "application/vnd.plotly.v1+json"));
        Assert.Equal("Figure: A table", Formatted(figure, "text/plain"));
        Assert.Null(Formatted("not a figure", "text/plain"));
    }

    [SkippableFact]
    public void HtmlBringsItsScript()
    {
        Skip.If(PlotlyScript.Locate() is null, "plotly.js is not installed here");
        var html = Formatted(Drawn.Kinds["roc"]("Curves"), "text/html")!;
        Assert.Contains(PlotlyScript.Find().Source, html);
        Assert.Contains("Plotly.newPlot(", html);
        Assert.DoesNotContain("<script src", html);
    }

    private static string? Formatted(object value, string mime)
    {
        var attribute = typeof(Figure).GetCustomAttributes(inherit: true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var preferred = (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
        Assert.Equal("application/vnd.plotly.v1+json", preferred[0]);
        var type = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(type)!;
        var formatters = (IEnumerable<object>)type.GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var formatter = formatters.Single(f => Equals(f.GetType().GetProperty("MimeType")!.GetValue(f), mime));
        using var writer = new StringWriter();
        return (bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer])! ? writer.ToString() : null;
    }
}
