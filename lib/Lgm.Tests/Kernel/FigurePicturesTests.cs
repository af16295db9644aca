using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Lgm.Figures;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Tests.Figures;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>With the real plotly.js and a real browser, where both are installed.</summary>
public sealed class FigurePicturesTests
{
    [SkippableFact]
    [Trait("Category", "Slow")]
    public void EveryFigureGetsAPictureOfTwiceItsSizeAndOneThatCannotBeDrawnStays()
    {
        Skip.If(FigurePictures.Browser() is null, "Chromium is not installed here.");
        Skip.If(PlotlyScript.Locate() is null, "plotly.js is not installed here: run environment/setup.sh.");
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of("figure", "1", "none")));
        notebook.Cells[0].Outputs = [Output(Drawn.Kinds["roc"]("Curves </script>").Json), Output("""{"data": [{"y": [1, 2]}]}""")];
        notebook.Cells[2].Outputs = [Output("""{"data": 3}""")];
        Assert.True(FigurePictures.AreMissing(notebook));
        Assert.InRange(FigurePictures.Add(notebook, PlotlyScript.Find().Source, FigurePictures.Browser()!), 0, 1);
        Assert.Equal((1600, 1040), Size(notebook.Cells[0].Outputs[0]));
        Assert.Equal((1400, 900), Size(notebook.Cells[0].Outputs[1]));
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], notebook.Cells[0].Outputs[0]!["data"]!.AsObject().Select(f => f.Key));
        Assert.False(notebook.Cells[1].IsChanged);
    }

    [Fact]
    public void ABrowserThatDrawsNothingIsNamed()
    {
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of("figure")));
        notebook.Cells[0].Outputs = [Output("{}")];
        Assert.StartsWith("true drew no figures", Assert.Throws<Lgm.Kernel.NotebookException>(() => FigurePictures.Add(notebook, "", "true")).Message);
    }

    private static JsonObject Output(string figure) => new()
    {
        ["data"] = new JsonObject { ["application/vnd.plotly.v1+json"] = JsonNode.Parse(figure), ["text/plain"] = "Figure" }, ["metadata"] = new JsonObject(), ["output_type"] = "display_data",
    };

    private static (int, int) Size(JsonNode? output)
    {
        var png = Convert.FromBase64String((string)output!["data"]!["image/png"]!);
        // A blank page of that size compresses to less than ten kilobytes.
        Assert.True(png.Length > 10_000, $"{png.Length} bytes: the figure was not drawn");
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }
}
