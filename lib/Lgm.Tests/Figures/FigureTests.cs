using System.Text.Json.Nodes;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>What every figure promises: a title, the width of a page, few points with few digits, and one sentence for bad input.</summary>
public sealed class FigureTests
{
    public static TheoryData<string> Kinds => [.. Drawn.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LayoutHasATitleAndAPagesWidthAndNoTemplate(string kind)
    {
        var layout = Drawn.Kinds[kind]("A title").Layout();
        Assert.Equal("A title", layout["title"]!["text"]!.GetValue<string>());
        Assert.Equal(800, layout["width"]!.GetValue<int>());
        Assert.InRange(layout["height"]!.GetValue<int>(), 100, 1000);
        // Eight kilobytes of defaults have no place in a committed notebook.
        Assert.Null(layout["template"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SameInputGivesTheSameJson(string kind) => Assert.Equal(Drawn.Kinds[kind]("t").Text(), Drawn.Kinds[kind]("t").Text());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NoTraceHasMoreThan2000PointsOrMoreThanFiveDigits(string kind)
    {
        var figure = Drawn.Kinds[kind]("t");
        Assert.True(figure.Text().Length < 150_000, $"{figure.Text().Length} characters");
        foreach (var array in figure.Traces().SelectMany(trace => new[] { trace["x"], trace["y"] }).OfType<JsonArray>())
        {
            Assert.InRange(array.Count, 1, 2000);
            if (kind == "histogram") continue;
            Assert.All(array.Where(v => v!.GetValueKind() == System.Text.Json.JsonValueKind.Number), v => Assert.Equal(Digits.Of(v!.GetValue<double>()), v.GetValue<double>()));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AFigureNeedsATitle(string kind) => Assert.Contains("title", Assert.Throws<WorkbookException>(() => Drawn.Kinds[kind](" ")).Message);

    [Fact]
    public void ATitleTooLongForTheWidthIsSmaller()
    {
        int Size(int letters) => Drawn.Kinds["curves"](new string('a', letters)).Layout()["title"]!["font"]!["size"]!.GetValue<int>();
        Assert.Equal([18, 18, 13, 11], new[] { 7, 97, 131, 500 }.Select(Size));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-123.45678, -123.46)]
    [InlineData(1234567, 1234600)]
    [InlineData(1.23456e-30, 1.2346e-30)]
    [InlineData(double.NaN, double.NaN)]
    public void NumbersKeepFiveDigits(double value, double kept) => Assert.Equal(kept, Digits.Of(value));

    public static TheoryData<string, Func<object>> Bad => new()
    {
        { "'c': 1 x and 0 y", () => new Curve("c", [1], []) },
        { "at least one curve", () => CurvesFigure.Create("t", [], "x", "y") },
        { "'b': 0.5 in [0.6, 0.7]", () => new IntervalBar("b", 0.5, 0.6, 0.7) },
        { "'b': 0.5 in [0.4, 1.1]", () => new IntervalBar("b", 0.5, 0.4, 1.1) },
        { "'b': NaN in [0, 1]", () => new IntervalBar("b", double.NaN, 0, 1) },
        { "reported 3.1", () => new IntervalBar("b", 0.5, 0.4, 0.6, 3.1) },
        { "0 bars", () => EqualErrorBars.Create("t", []) },
        { "a name of its own", () => EqualErrorBars.Create("t", [new("a", 0, 0, 0), new("a", 1, 1, 1)]) },
        { "'r': 2 false positive rates and 1 true", () => new RocSeries("r", [0, 1], [0], 0.5) },
        { "'r': 1 false positive rates and 1 true", () => new RocSeries("r", [0], [0], 0.5) },
        { "'r': the false positive rates do not rise", () => new RocSeries("r", [0.5, 0.4], [0, 1], 0.5) },
        { "'r': the true positive rates do not rise", () => new RocSeries("r", [0, 1], [0, 1.5], 0.5) },
        { "'r': the equal error rate NaN", () => new RocSeries("r", [0, 1], [0, 1], double.NaN) },
        { "at least one ROC curve", () => RocFigure.Create("t", []) },
        { "the clean sample of 0 scores", () => LikelihoodHistogram.Create("t", [], [1]) },
        { "the attacked sample of 1 scores", () => LikelihoodHistogram.Create("t", [1], [double.NaN]) },
        { "4 bins", () => LikelihoodHistogram.Create("t", [1], [2], bins: 4) },
        { "'p': 2 x, 1 y and 2 labels", () => new FeaturePanel("p", [1, 2], [1], [0, 0]) },
        { "'p': a label is not", () => new FeaturePanel("p", [1], [1], [-1]) },
        { "'p': 1 means for labels up to 1", () => new FeaturePanel("p", [1], [1], [1], Means: [[7, 8]]) },
        { "two coordinates for every class", () => new FeaturePanel("p", [1], [1], [0], Means: [[7]]) },
        { "Density: 1 rows over a grid of 1 rows and 2 columns", () => new FeatureDensity([0, 1], [0], [[1]]) },
        { "'p': give two coordinates for every mean", () => new LikelihoodPanel("p", new([0], [0], [[1]]), [[0]], []) },
        { "a density with a finite value", () => new LikelihoodPanel("p", new([0], [0], [[double.NegativeInfinity]]), [[0, 0]], []) },
        { "0 panels in 3 columns", () => FeaturePanels.Create("t", []) },
        { "of 4 pixels", () => ImageGrid.Create("t", [new("a", [[0, 0, 0]], ["b"])], side: 2) },
        { "of as many images each", () => ImageGrid.Create("t", []) },
        { "the margins are ;", () => MarginGeometry.Create("t", []) },
        { "1.5; give one to seven different numbers", () => MarginGeometry.Create("t", [1.5]) },
        { "0.3, 0.3", () => MarginGeometry.Create("t", [0.3, 0.3]) },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void BadInputIsRefusedInOneSentence(string says, Func<object> make)
    {
        var message = Assert.Throws<WorkbookException>(make).Message;
        Assert.Contains(says, message);
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message);
    }
}
