using Lgm.Figures;

namespace Lgm.Tests.Figures;

/// <summary>What every figure promises, that it draws the values it was given, and one sentence for bad input.</summary>
public sealed class FigureTests
{
    public static TheoryData<string> Kinds => [.. Drawn.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AFigureIsAPageWideSmallAndSeeThrough(string kind)
    {
        var figure = Drawn.Kinds[kind]("A title");
        var layout = figure.Layout();
        Assert.NotEmpty(layout["title"]!["text"]!.GetValue<string>());
        Assert.Equal((800, "rgba(0,0,0,0)", "rgba(0,0,0,0)"), ((int)layout["width"]!, (string)layout["paper_bgcolor"]!, (string)layout["plot_bgcolor"]!));
        Assert.InRange((int)layout["height"]!, 100, 1000);
        // Eight kilobytes of defaults have no place in a committed notebook.
        Assert.Null(layout["template"]);
        Assert.True(figure.Text().Length < 150_000, $"{figure.Text().Length} characters");
        foreach (var array in figure.Traces().SelectMany(trace => new[] { trace["x"], trace["y"] }).OfType<JsonArray>())
        {
            Assert.InRange(array.Count, 1, 2000);
            if (kind != "scores") Assert.All(array.Where(v => v!.GetValueKind() == JsonValueKind.Number), v => Assert.Equal(Figure.FourDigits((double)v!), (double)v!));
        }
    }

    [Fact]
    public void EveryInkReadsOnWhiteAndOnDarkPages()
    {
        static double Luminance(string colour)
        {
            double Linear(int place) => Convert.ToInt32(colour[place..(place + 2)], 16) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
            return (0.2126 * Linear(1)) + (0.7152 * Linear(3)) + (0.0722 * Linear(5));
        }

        static double Contrast(string a, string b) => (Math.Max(Luminance(a), Luminance(b)) + 0.05) / (Math.Min(Luminance(a), Luminance(b)) + 0.05);
        Assert.Equal(21, Contrast("#FFFFFF", "#000000"), 6);
        Assert.Equal(10, Figure.Colours.Distinct().Count());
        Assert.All(Figure.Colours.Append(Figure.Ink), colour => Assert.True(Contrast(colour, "#FFFFFF") >= 3 && Contrast(colour, "#1E1E1E") >= 3, colour));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-123.45678, -123.5)]
    [InlineData(1.23456e-30, 1.235e-30)]
    [InlineData(double.NaN, double.NaN)]
    public void NumbersKeepFourDigits(double value, double kept) => Assert.Equal(kept, Figure.FourDigits(value));

    [Fact]
    public void CurvesKeepTheirGapsAndEndsAndAPointIsADiamond()
    {
        var figure = Drawn.Kinds["curves"]("t");
        Assert.Equal("""[1.0,"NaN",0.0]""", figure.Trace("a")["y"]!.ToJsonString());
        var x = figure.Trace("many")["x"].Numbers();
        Assert.Equal((2000, 0.0, 1.0), (x.Length, x[0], x[^1]));
        var epochs = Figure.Curves("t", "epoch", "%", ("ours", [97.5, 99]), ("paper", [99.4]));
        Assert.Equal([1, 2], epochs.Trace("ours")["x"].Numbers());
        Assert.Equal("diamond", (string)epochs.Trace("paper")["marker"]!["symbol"]!);
        // Curves that share a colour, or look alike in print, differ in their dashes.
        var ten = Figure.Curves("t", "x", "y", [.. Enumerable.Range(0, 20).Select(i => ($"{i}", (IReadOnlyList<double>)[1.0, 2]))]).Traces();
        Assert.Equal(20, ten.Select(trace => $"{trace["line"]!["color"]} {trace["line"]!["dash"]}").Distinct().Count());
    }

    [Fact]
    public void ARocCurveIsLogarithmicAndItsEqualErrorRateIsMarked()
    {
        var figure = Figure.Roc(new RocLine("L-GM", [0, 0, 0.001, 0.01, 0.1, 1], [0, 0.5, 0.6, 0.8, 0.95, 1], 0.07, 0.998));
        Assert.Equal(["L-GM: EER 7.0 %, AUROC .998", "false positives = misses", "chance", "L-GM: equal error rate"], figure.Traces().Select(trace => (string)trace["name"]!));
        // What is found without a false positive enters at the left edge.
        Assert.Equal([(0.001, 0.6), (0.01, 0.8), (0.1, 0.95), (1, 1)], figure.Traces()[0].Points());
        Assert.Equal([(0.07, 0.93)], figure.Traces()[3].Points());
        Assert.Equal([-3, 0], figure.Layout()["xaxis"]!["range"].Numbers());
        Assert.Equal(["0.1 %", "1 %", "10 %", "100 %"], figure.Layout()["xaxis"]!["ticktext"].Texts());
    }

    [Fact]
    public void ALongRocCurveIsThinnedByLessThanAPixel()
    {
        var trace = Drawn.Kinds["roc"]("t").Trace("many: EER");
        var (x, y) = (trace["x"].Numbers(), trace["y"].Numbers());
        Assert.InRange(x.Length, 300, 1402);
        // Without the point moved to the left edge from zero.
        Assert.All(x.Zip(y).Skip(1), point => Assert.Equal(Math.Sqrt(point.First), point.Second, tolerance: 5e-4));
        // No gap above 1 % of false positives is wider than two of 700 columns over the five decades.
        Assert.All(x.Zip(x.Skip(1)).Where(pair => pair.First > 0.01), pair => Assert.True(Math.Log10(pair.Second / pair.First) < 2 * 5.0 / 700));
    }

    [Fact]
    public void AHistogramIsOfSharesAndItsEndBinsHoldAllBeyond()
    {
        var figure = Figure.Scores("t", ("clean", [.. Enumerable.Range(0, 600).Select(i => i / 10.0), double.NaN]), ("attacked", [0, 1, 1e6, double.PositiveInfinity]));
        var (clean, attacked) = (figure.Trace("clean"), figure.Trace("attacked"));
        Assert.Equal(("bar", "clean (n = 600, 1 more are not a number)", "attacked (n = 4)"), ((string)clean["type"]!, (string)clean["name"]!, (string)attacked["name"]!));
        Assert.Equal((60, 1.0), (clean["y"].Numbers().Length, Math.Round(clean["y"].Numbers().Sum(), 3)));
        Assert.Equal((0.5, 0.5), (attacked["y"].Numbers()[0], attacked["y"].Numbers()[^1]));
        // No farther than four times the spread of the clean scores.
        Assert.InRange(attacked["x"].Numbers()[^1], 200, 300);
        Assert.Contains("the end bins hold all beyond", (string)figure.Layout()["xaxis"]!["title"]!["text"]!);
        Assert.DoesNotContain("beyond", Figure.Scores("t", ("clean", [1.0, 2, 3])).Text());
        // However small the spread, bins are apart.
        foreach (var (from, step) in new[] { (-123456.7, 1e-4), (3, 0) })
            Assert.Equal(60, Figure.Scores("t", ("clean", [.. Enumerable.Range(0, 500).Select(i => from + (step * i))])).Trace("clean")["x"].Numbers().Distinct().Count());
    }

    [Fact]
    public void BarsStandInTheGivenOrderWithTheirIntervals()
    {
        var figure = Drawn.Kinds["bars"]("t");
        var ours = figure.Trace("ours");
        // plotly's first bar is the lowest.
        Assert.Equal(["softmax  <b>40.0 %</b> ", "L-GM  <b>3.0 %</b> "], ours["y"].Texts());
        Assert.Equal([0.4, 0.03], ours["x"].Numbers());
        Assert.Equal([0, 0.02], ours["error_x"]!["array"].Numbers());
        Assert.Equal([0, 0.01], ours["error_x"]!["arrayminus"].Numbers());
        Assert.Equal([0.031], figure.Trace("paper")["x"].Numbers());
        Assert.Equal(["L-GM  <b>3.0 %</b> "], figure.Trace("paper")["y"].Texts());
    }

    [Fact]
    public void ImagesStandUprightInTheirColoursWithTheirCaptions()
    {
        var pixels = tensor(new[] { 1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5f, 0 }, [1, 3, 2, 2]);
        var figure = Figure.Images("t", 1, ("colour", pixels.expand(5, 3, 2, 2)), ("grey", tensor(new[] { 0f, 1, 0.5f, 0 }, [1, 1, 2, 2]).expand(1, 3, 2, 2), ["a caption"]));
        Assert.Equal(["colour", "grey", "a caption"], figure.Layout()["annotations"].Texts());
        // Four clear lines above each image of two.
        var canvas = figure.Canvas();
        Assert.All(canvas[..4].Concat(canvas[6..10]), line => Assert.All(line, value => Assert.Equal(0, value)));
        Assert.Equal([[255, 0, 0, 255, 0, 255, 0, 255], [0, 0, 128, 255, 0, 0, 0, 255]], canvas[4..6]);
        Assert.Equal([[0, 0, 0, 255, 255, 255, 255, 255], [128, 128, 128, 255, 0, 0, 0, 255]], canvas[10..]);
        Assert.Equal((8 * 12) + (7 * 2), Figure.Images(("grey", rand(20, 1, 12, 12))).Canvas()[0].Length / 4);
    }

    [Fact]
    public void PanelsHaveTheirOwnAxesAndAColourAClass()
    {
        var figure = Drawn.Kinds["panels"]("t");
        Assert.Equal(["loss 0", "loss 1", "loss 2", "loss 3", "loss 4", "loss 5"], figure.Layout()["annotations"].Texts());
        Assert.Equal(6, figure.Traces().Select(trace => (string)trace["xaxis"]!).Distinct().Count());
        var first = figure.Traces().Where(trace => (string)trace["xaxis"]! == "x").ToArray();
        Assert.Equal([(1, 4), (2, 3)], first[0].Points());
        Assert.NotEqual((string)first[0]["marker"]!["color"]!, (string)first[1]["marker"]!["color"]!);
        // The means of the points: (1.5, 3.5) and (4, 1).
        Assert.Equal([(1.5, 3.5), (4, 1)], first[2].Points());
        // Learned means are taken where there are some, and what is not finite is left out.
        var learned = Figure.FeaturePanels("t", new FeaturePanel("", Drawn.Pairs(1, 1, double.NaN, 2, 3, 3), Drawn.Labels(0, 0, 1)) { Means = Drawn.Pairs(7, 8, 9, 10) });
        Assert.Equal([(7, 8), (9, 10)], learned.Trace("class means").Points());
        Assert.Equal([1], learned.Trace("0")["x"].Numbers());
    }

    [Fact]
    public void ALikelihoodPlaneShowsTheDensityAndWhereAttackedImagesLie()
    {
        var figure = Drawn.Kinds["likelihood"]("t");
        var (map, attacked) = (figure.Trace("log-likelihood"), figure.Trace("attacked"));
        var (x, y) = (map["x"].Numbers(), map["y"].Numbers());
        Assert.Equal((60, -0.15, 3.15), (x.Length, x[0], x[^1]));
        // log(1/2 sum_k exp(-|x - mu_k|^2 / 2) / 2 pi) at a crossing near the mean of class 0, where it is high.
        double Square(double mean) => Math.Pow(x[5] - mean, 2) + Math.Pow(y[8] - mean, 2);
        Assert.Equal(Math.Log((Math.Exp(-Square(0) / 2) + Math.Exp(-Square(3) / 2)) / (4 * Math.PI)), map["z"]![8].Numbers()[5], 1e-3);
        Assert.Equal([(1, 2)], attacked.Points());
        Assert.Equal([(0, 0), (3, 3)], figure.Trace("class means").Points());
    }

    [Fact]
    public void AMapIsDarkestWhereAHundredthOfTheFeaturesLieLower()
    {
        var panel = new FeaturePanel("p", Drawn.Pairs(0, 0, 1, 0), Drawn.Labels(0, 0)) { Likelihood = new([0, 1], [0, 1], [[-3, -4], [-500, double.NaN]]), Attacked = Drawn.Pairs(1, 1), AttackedFrom = Drawn.Pairs(0, 0) };
        var figure = Figure.FeaturePanels("t", panel);
        Assert.Equal("[[-3.0,-4.0],[-4.0,-4.0]]", figure.Trace("log-likelihood")["z"]!.ToJsonString());
        Assert.Equal([(0, 0), (1, 1)], figure.Trace("way of").Points());
        Assert.True((bool)figure.Trace("log-likelihood")["showscale"]!);
    }

    private static readonly Tensor s_image = zeros(1, 1, 2, 2);

    private static Func<object> Panel(params double[] features) => () => Figure.FeaturePanels("t", new FeaturePanel("", Drawn.Pairs(features), Drawn.Labels(0, 1)));

    public static TheoryData<string, Func<object>> Bad => new()
    {
        { "'c': 1 x and 0 y", () => Figure.Curves("t", "x", "y", ("c", [1], [])) },
        { "at least one curve", () => Figure.Curves("t", "x", "y", Array.Empty<(string, IReadOnlyList<double>)>()) },
        { "'b': 0.5 in [0.6, 0.7]", () => Figure.Bars("t", "l", new Bar("b", 0.5, 0.6, 0.7)) },
        { "paper 3.1", () => Figure.Bars("t", "l", new Bar("b", 0.5, Paper: 3.1)) },
        { "a name of its own", () => Figure.Bars("t", "l", new Bar("a", 0), new Bar("a", 1)) },
        { "'r': the rates do not rise", () => Figure.Roc(new RocLine("r", [0.5, 0.4], [0, 1], 0.5)) },
        { "'r': the equal error rate NaN", () => Figure.Roc(new RocLine("r", [0, 1], [0, 1], double.NaN)) },
        { "none of the 0 scores of 'clean'", () => Figure.Scores("t", ("clean", [])) },
        { "features [1, 2] and Int64 labels [2]", Panel(1, 2) },
        { "no feature is finite", Panel(double.NaN, 1, 1, double.NaN) },
        { "a label is not", () => Figure.FeaturePanels("t", new FeaturePanel("", Drawn.Pairs(1, 2), Drawn.Labels(-1))) },
        { "2 rows of log-likelihoods over 2 by 3", () => Figure.FeaturePanels("t", new FeaturePanel("p", Drawn.Pairs(1, 2), Drawn.Labels(0)) { Likelihood = new([0, 1, 2], [0, 1], [[1], [2]]) }) },
        { "learns no density over two features", () => Figure.LikelihoodPlane("t", new Softmax(2, 2), Drawn.Pairs(1, 2), Drawn.Labels(0)) },
        { "0 panels", () => Figure.FeaturePanels("t") },
        { "its shape is [2, 2]", () => Figure.Images(("a", zeros(2, 2))) },
        { "its images are [1, 3, 3], those of the first row [1, 2, 2]", () => Figure.Images(("a", s_image), ("b", zeros(1, 1, 3, 3))) },
        { "1 images have 0 captions", () => Figure.Images(new ImageRow("a", s_image, [])) },
        { "its pixels lie in [2, 2]", () => Figure.Images(("a", s_image + 2)) },
        { "1.5: give one to seven different numbers", () => Figure.Margin(1.5) },
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
