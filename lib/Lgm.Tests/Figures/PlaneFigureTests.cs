using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>Features in their plane, a likelihood that is dark where it is low, boundaries of the margin, curves, images.</summary>
public sealed class PlaneFigureTests
{
    [Fact]
    public void PanelsHaveTheirOwnAxesAndAColourAClass()
    {
        var figure = FeaturePanels.Create("t", [.. Enumerable.Range(0, 6).Select(i => Drawn.Panel($"loss {i}"))]);
        Assert.Equal(["loss 0", "loss 1", "loss 2", "loss 3", "loss 4", "loss 5"], figure.Layout()["annotations"].Texts());
        Assert.Equal(2, figure.Layout()["grid"]!["rows"]!.GetValue<int>());
        Assert.Equal(6, figure.Traces().Select(trace => trace["xaxis"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal("linear", figure.Layout()["xaxis6"]!["type"]!.GetValue<string>());
        var first = figure.Traces().Where(trace => trace["xaxis"]!.GetValue<string>() == "x").ToArray();
        Assert.Equal([1, 2], first[0]["x"].Numbers());
        Assert.NotEqual(first[0]["marker"]!["color"]!.GetValue<string>(), first[1]["marker"]!["color"]!.GetValue<string>());
        // The classes' means: (1.5, 3.5) and (4, 1).
        Assert.Equal([1.5, 4], first[2]["x"].Numbers());
        Assert.Equal([3.5, 1], first[2]["y"].Numbers());
    }

    [Fact]
    public void NumbersStandAtTheLearnedMeansWhereThereAreSome()
    {
        var means = FeaturePanels.Create("t", [new FeaturePanel("p", [1, 2, 3], [4, 3, 2], [0, 0, 1], Means: [[7, 8], [9, 10]])]).Trace("class means");
        Assert.Equal([7, 9], means["x"].Numbers());
        Assert.Equal([8, 10], means["y"].Numbers());
        Assert.Equal(["<b>0</b>", "<b>1</b>"], means["text"].Texts());
    }

    [Fact]
    public void FeaturesThatAreNotFiniteAreLeftOut()
    {
        var figure = FeaturePanels.Create("t", [new FeaturePanel("p", [1, double.NaN, 3], [1, 2, double.PositiveInfinity], [0, 0, 1])]);
        Assert.Equal([1], figure.Trace("0")["x"].Numbers());
        Assert.DoesNotContain("NaN", figure.Text());
    }

    [Fact]
    public void ALikelihoodIsDarkWhereItIsLowAndNeverDarkerThanItsDepth()
    {
        var panel = new LikelihoodPanel("p", new FeatureDensity([0, 1], [0, 1], [[-3, -500], [double.NegativeInfinity, double.NaN]]), [[0, 0]], []);
        var map = FeaturePanels.Create("t", [panel]).Trace("log-likelihood");
        Assert.Equal("""[[-3.0,-23.0],[-23.0,-23.0]]""", map["z"]!.ToJsonString());
        // Cividis goes from dark blue to yellow, and is not reversed.
        Assert.Equal("Cividis", map["colorscale"]!.GetValue<string>());
        Assert.Null(map["reversescale"]);
        // There is room for a scale where the panel is alone.
        Assert.True(map["showscale"]!.GetValue<bool>());
        Assert.False(FeaturePanels.Create("t", [Drawn.Panel("a"), panel]).Trace("log-likelihood")["showscale"]!.GetValue<bool>());
    }

    [Fact]
    public void AttackedImagesStandWhereTheyLandedAtTheEndOfTheirWay()
    {
        var figure = Drawn.Kinds["likelihood"]("t");
        Assert.Equal([3, 0], figure.Trace("attacked")["x"].Numbers());
        Assert.Equal(["<b>0</b>", "<b>1</b>"], figure.Trace("attacked")["text"].Texts());
        Assert.Equal([1, 3], figure.Trace("way of 0")["x"].Numbers());
        Assert.Equal([1, 2], figure.Trace("way of 0")["y"].Numbers());
        Assert.Equal([1, 4], figure.Trace("class means")["x"].Numbers());
    }

    [Fact]
    public void EveryMarginHasTwoBoundariesAndItsGapInTheLegend()
    {
        var lines = MarginGeometry.Create("t", [0, 1]).Traces()[..4];
        Assert.Equal(["alpha 0: gap 0.0 % of S", "alpha 0: gap 0.0 % of S", "alpha 1: gap 17.16 % of S", "alpha 1: gap 17.16 % of S"], lines.Select(l => l["name"]!.GetValue<string>()));
        Assert.Equal([null, false, null, false], lines.Select(l => l["showlegend"]?.GetValue<bool>()));
        // Without a margin both boundaries are the line half way; with one, that of class 1 bends away from it.
        Assert.All(lines[0]["x"].Numbers(), x => Assert.Equal(0.5, x, 1e-4));
        Assert.All(lines[2]["x"].Numbers().Zip(lines[3]["x"].Numbers()), pair => Assert.True(pair.First < 0.5 && pair.Second > 0.5));
    }

    [Fact]
    public void CurvesKeepTheirGapsAndTheirEnds()
    {
        var figure = Drawn.Kinds["curves"]("t");
        Assert.Equal("""[1.0,"NaN",0.0]""", figure.Trace("a")["y"]!.ToJsonString());
        var x = figure.Trace("many")["x"].Numbers();
        Assert.Equal((2000, 0.0, 1.0), (x.Length, x[0], x[^1]));
        Assert.Equal([0, 3], CurvesFigure.Create("t", [new("a", [1], [1])], "x", "y", yRange: (0, 3)).Layout()["yaxis"]!["range"].Numbers());
    }

    [Fact]
    public void ImagesStandUprightWithTheirCaptions()
    {
        var figure = Drawn.Kinds["images"]("t");
        Assert.Equal(["clean: 7", "attacked: 7, seen as 3"], figure.Layout()["annotations"].Texts());
        // Nine lines of paper with the caption, then two of the image: 1 is black.
        var canvas = figure.Canvas();
        Assert.Equal(22, canvas.Length);
        Assert.All(canvas[..9], line => Assert.Equal([255, 255], line));
        Assert.Equal([[255, 0], [128, 255]], canvas[9..11]);
        Assert.Equal([[255, 191], [128, 255]], canvas[20..]);
    }
}
