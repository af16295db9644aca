using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>Bars, heat map and panels: first entry on top, gaps stay gaps, shapes are checked.</summary>
public sealed class TableFigureTests
{
    [Fact]
    public void BarsStandInTheGivenOrderWithTheirIntervals()
    {
        var figure = EqualErrorBars.Create("t", [new("L-GM", 0.03, 0.02, 0.05, 0.031), new("softmax", 0.4, 0.3, 0.5)]);
        var ours = figure.Trace("ours");
        Assert.Equal([0.4, 0.03], ours["x"].Numbers());
        Assert.Contains("L-GM", ours["y"]![1]!.GetValue<string>());
        Assert.Equal([0.1, 0.02], ours["error_x"]!["array"].Numbers());
        Assert.Equal([0.1, 0.01], ours["error_x"]!["arrayminus"].Numbers());
        // A number the paper does not give has no mark.
        Assert.Equal([0.031], figure.Trace("paper")["x"].Numbers());
        Assert.Equal(ours["y"]![1]!.GetValue<string>(), figure.Trace("paper")["y"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData(0.5, 0.6, 0.7, null)]
    [InlineData(0.5, 0.4, 1.1, null)]
    [InlineData(double.NaN, 0, 1, null)]
    [InlineData(0.5, 0.4, 0.6, 3.1)]
    public void ABarOutsideItsIntervalIsRefusedByName(double value, double low, double high, double? reported) =>
        Assert.Contains("'bad'", Assert.Throws<WorkbookException>(() => new IntervalBar("bad", value, low, high, reported)).Message);

    [Fact]
    public void BarsNeedDifferentNames()
    {
        Assert.Throws<WorkbookException>(() => EqualErrorBars.Create("t", []));
        Assert.Throws<WorkbookException>(() => EqualErrorBars.Create("t", [new("a", 0, 0, 0), new("a", 1, 1, 1)]));
    }

    [Fact]
    public void HeatMapHasItsFirstRowOnTopAndANumberInEveryCell()
    {
        var figure = HeatmapFigure.Create("t", ["L-GM", "softmax"], ["FGSM", "PGD"], [[3.14, 4.3], [37.7, double.NaN]], "EER, %");
        var trace = figure.Json()["data"]![0]!;
        Assert.Equal("""["softmax","L-GM"]""", trace["y"]!.ToJsonString());
        Assert.Equal("""[[37.7,"NaN"],[3.14,4.3]]""", trace["z"]!.ToJsonString());
        var cells = figure.Layout()["annotations"]!.AsArray().ToDictionary(a => $"{a!["y"]} {a["x"]}", a => a!["text"]!.GetValue<string>());
        Assert.Equal(new Dictionary<string, string> { ["L-GM FGSM"] = "3.1", ["L-GM PGD"] = "4.3", ["softmax FGSM"] = "37.7", ["softmax PGD"] = "–" }, cells);
    }

    [Fact]
    public void HeatMapRefusesOtherShapesAndEmptyTables()
    {
        Assert.Throws<WorkbookException>(() => HeatmapFigure.Create("t", ["a"], ["b", "c"], [[1]], "q"));
        Assert.Throws<WorkbookException>(() => HeatmapFigure.Create("t", ["a"], ["b"], [[double.NaN]], "q"));
    }

    [Fact]
    public void PanelsHaveTheirOwnAxesAndAColourAClass()
    {
        var figure = FeaturePanels.Create("t", [.. Enumerable.Range(0, 6).Select(i => Drawn.Panel($"loss {i}"))]);
        Assert.Equal(["loss 0", "loss 1", "loss 2", "loss 3", "loss 4", "loss 5"], figure.Layout()["annotations"]!.AsArray().Select(a => a!["text"]!.GetValue<string>()));
        Assert.Equal(2, figure.Layout()["grid"]!["rows"]!.GetValue<int>());
        var traces = figure.Json()["data"]!.AsArray();
        Assert.Equal(6, traces.Select(trace => trace!["xaxis"]!.GetValue<string>()).Distinct().Count());
        Assert.NotNull(figure.Layout()["xaxis6"]);
        var first = traces.Where(trace => trace!["xaxis"]!.GetValue<string>() == "x").ToArray();
        Assert.Equal([1, 2], first[0]!["x"].Numbers());
        Assert.NotEqual(first[0]!["marker"]!["color"]!.GetValue<string>(), first[1]!["marker"]!["color"]!.GetValue<string>());
        // The classes' means: (1.5, 3.5) and (4, 1).
        Assert.Equal([1.5, 4], first[2]!["x"].Numbers());
        Assert.Equal([3.5, 1], first[2]!["y"].Numbers());
    }

    [Fact]
    public void ADensityLiesBehindThePointsWithItsGaps()
    {
        var contour = Drawn.Kinds["panels"]("t").Trace("log-density");
        Assert.Equal("contour", contour["type"]!.GetValue<string>());
        Assert.Equal("""[[-1.0,-2.0],["NaN",-4.0]]""", contour["z"]!.ToJsonString());
    }

    [Fact]
    public void FeaturesThatAreNotFiniteAreLeftOut()
    {
        var figure = FeaturePanels.Create("t", [new FeaturePanel("p", [1, double.NaN, 3], [1, 2, double.PositiveInfinity], [0, 0, 1])]);
        Assert.Equal([1], figure.Trace("0")["x"].Numbers());
        Assert.DoesNotContain("NaN", figure.Json);
    }

    [Fact]
    public void PanelsCheckTheirShapes()
    {
        Assert.Throws<WorkbookException>(() => new FeaturePanel("p", [1, 2], [1], [0, 0]));
        Assert.Throws<WorkbookException>(() => new FeaturePanel("p", [1], [1], [-1]));
        Assert.Throws<WorkbookException>(() => new FeatureDensity([0, 1], [0], [[1]]));
        Assert.Throws<WorkbookException>(() => FeaturePanels.Create("t", []));
    }

    [Fact]
    public void ImagesStandUprightWithTheirCaptions()
    {
        var figure = Drawn.Kinds["images"]("t");
        var rows = figure.Json()["data"]![0]!["z"]!.AsArray().Select(row => row.Numbers()).ToArray();
        // plotly's first line is the lowest: the second image, upside down, below the first.
        Assert.Equal([[0.5, 0], [0, 0.25]], rows[..2]);
        var clean = Array.FindLastIndex(rows, row => row.Any(v => v > 0));
        Assert.Equal([[0.5, 0], [0, 1]], rows[(clean - 1)..(clean + 1)]);
        Assert.Equal(["clean: 7", "attacked: 7, seen as 3"], figure.Layout()["annotations"]!.AsArray().Select(a => a!["text"]!.GetValue<string>()));
        Assert.Throws<WorkbookException>(() => ImageGrid.Create("t", [new("a", [[0, 0, 0]], ["b"])], side: 2));
        Assert.Throws<WorkbookException>(() => ImageGrid.Create("t", []));
    }
}
