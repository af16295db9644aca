using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>The figures of the plane: learned means, a likelihood that is dark where it is low, boundaries of the margin, curves.</summary>
public sealed class PlaneFigureTests
{
    [Fact]
    public void NumbersStandAtTheLearnedMeansWhereThereAreSome()
    {
        var figure = FeaturePanels.Create("t", [new FeaturePanel("p", [1, 2, 3], [4, 3, 2], [0, 0, 1], means: [[7, 8], [9, 10]])]);
        Assert.Equal([7, 9], figure.Trace("class means")["x"].Numbers());
        Assert.Equal([8, 10], figure.Trace("class means")["y"].Numbers());
        Assert.Throws<WorkbookException>(() => new FeaturePanel("p", [1], [1], [1], means: [[7, 8]]));
        Assert.Throws<WorkbookException>(() => new FeaturePanel("p", [1], [1], [0], means: [[7]]));
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
    }

    [Fact]
    public void AttackedImagesStandWhereTheyLandedAtTheEndOfTheirWay()
    {
        var figure = Drawn.Kinds["likelihood"]("t");
        Assert.Equal([3, 0], figure.Trace("attacked")["x"].Numbers());
        Assert.Equal(["<b>0</b>", "<b>1</b>"], figure.Trace("attacked")["text"]!.AsArray().Select(t => t!.GetValue<string>()));
        Assert.Equal([1, 3], figure.Trace("way of 0")["x"].Numbers());
        Assert.Equal([1, 2], figure.Trace("way of 0")["y"].Numbers());
        Assert.Equal([1, 4], figure.Trace("class means")["x"].Numbers());
    }

    [Fact]
    public void AScaleIsThereWhereThePanelIsAlone()
    {
        Assert.True(Drawn.Kinds["likelihood"]("t").Trace("log-likelihood")["showscale"]!.GetValue<bool>());
        Assert.False(FeaturePanels.Create("t", [Drawn.Panel("a"), Drawn.Likelihood()]).Trace("log-likelihood")["showscale"]!.GetValue<bool>());
    }

    [Fact]
    public void ALikelihoodNeedsAFiniteValueAndPairs()
    {
        var dark = new FeatureDensity([0], [0], [[double.NegativeInfinity]]);
        Assert.Throws<WorkbookException>(() => new LikelihoodPanel("p", dark, [[0, 0]], []));
        Assert.Throws<WorkbookException>(() => new LikelihoodPanel("p", new FeatureDensity([0], [0], [[1]]), [[0]], []));
    }

    [Fact]
    public void EveryMarginHasTwoBoundariesAndItsGapInTheLegend()
    {
        var figure = MarginGeometry.Create("t", [0, 1]);
        var lines = figure.Json()["data"]!.AsArray().Where(t => t!["mode"]!.GetValue<string>() == "lines").ToArray();
        Assert.Equal(["alpha 0: gap 0.0 % of S", "alpha 0: gap 0.0 % of S", "alpha 1: gap 17.16 % of S", "alpha 1: gap 17.16 % of S"], lines.Select(l => l!["name"]!.GetValue<string>()));
        Assert.Equal([true, false, true, false], lines.Select(l => l!["showlegend"]!.GetValue<bool>()));
        // Without a margin both boundaries are the line half way; with one, that of class 1 bends away from it.
        Assert.All(lines[0]!["x"].Numbers(), x => Assert.Equal(0.5, x, 1e-4));
        Assert.All(lines[2]!["x"].Numbers().Zip(lines[3]!["x"].Numbers()), pair => Assert.True(pair.First < 0.5 && pair.Second > 0.5));
    }

    [Theory]
    [InlineData]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(0.3, 0.3)]
    public void MarginsAreChecked(params double[] margins) => Assert.Throws<WorkbookException>(() => MarginGeometry.Create("t", margins));

    [Fact]
    public void CurvesKeepTheirGaps()
    {
        Assert.Equal("""[1.0,"NaN",0.0]""", Drawn.Kinds["curves"]("t").Trace("a")["y"]!.ToJsonString());
        Assert.Throws<WorkbookException>(() => CurvesFigure.Create("t", [], "x", "y"));
        Assert.Throws<WorkbookException>(() => new Curve("a", [1], []));
    }
}
