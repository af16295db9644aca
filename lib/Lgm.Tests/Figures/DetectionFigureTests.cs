using FsCheck;
using FsCheck.Fluent;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>ROC curves, bars of equal error rates, and how scores are spread.</summary>
public sealed class DetectionFigureTests
{
    [Fact]
    public void TheFalsePositiveRateIsLogarithmicFromTheDecadeOfTheFinestOne()
    {
        var axis = RocFigure.Create("t", [Drawn.Roc("a")]).Layout()["xaxis"]!;
        Assert.Equal("log", axis["type"]!.GetValue<string>());
        Assert.Equal([-3, 0], axis["range"].Numbers());
        Assert.Equal(["0.1 %", "1 %", "10 %", "100 %"], axis["ticktext"].Texts());
        Assert.Contains("false positive rate", axis["title"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public void TheEqualErrorRateIsMarkedAndStandsInTheLegend()
    {
        var figure = RocFigure.Create("t", [Drawn.Roc("L-GM")]);
        // The curve, two lines to compare with, and the mark.
        Assert.Equal(["L-GM (EER 7.0 %)", "false positives = misses", "chance", "L-GM: equal error rate"], figure.Traces().Select(trace => trace["name"]!.GetValue<string>()));
        var mark = figure.Trace("L-GM: ");
        Assert.Equal((0.07, 0.93), (mark["x"].Numbers().Single(), mark["y"].Numbers().Single()));
        Assert.False(mark["showlegend"]!.GetValue<bool>());
    }

    [Fact]
    public void WhatIsFoundWithoutAFalsePositiveEntersAtTheLeftEdge()
    {
        var trace = RocFigure.Create("t", [Drawn.Roc("a")]).Trace("a (");
        Assert.Equal([0.001, 0.01, 0.1, 1], trace["x"].Numbers());
        Assert.Equal([0.6, 0.8, 0.95, 1], trace["y"].Numbers());
    }

    [Fact]
    public void ALongCurveIsThinnedByLessThanAPixel()
    {
        var trace = Drawn.Kinds["roc"]("t").Trace("many (");
        var (x, y) = (trace["x"].Numbers(), trace["y"].Numbers());
        Assert.InRange(x.Length, 300, 1402);
        // Without the point moved to the left edge from zero.
        Assert.All(x.Zip(y).Skip(1), point => Assert.Equal(Math.Sqrt(point.First), point.Second, tolerance: 1e-4));
        Assert.Equal(x.Order(), x);
        // No gap above 1 % of false positives is wider than two of 700 columns over the five decades.
        Assert.All(x.Zip(x.Skip(1)).Where(pair => pair.First > 0.01), pair => Assert.True(Math.Log10(pair.Second / pair.First) < 2 * 5.0 / 700));
    }

    [Fact]
    public void EightCurvesDifferInColourOrDash()
    {
        var figure = RocFigure.Create("t", [.. Enumerable.Range(0, 8).Select(i => Drawn.Roc($"curve{i}"))]);
        Assert.Equal(8, Enumerable.Range(0, 8).Select(i => figure.Trace($"curve{i} (")["line"]!).Select(line => $"{line["color"]} {line["dash"]}").Distinct().Count());
    }

    [Fact]
    public void BarsStandInTheGivenOrderWithTheirIntervals()
    {
        var figure = Drawn.Kinds["bars"]("t");
        var ours = figure.Trace("ours");
        // plotly's first bar is the lowest.
        Assert.Equal(["softmax  <b>40.0 %</b> ", "L-GM  <b>3.0 %</b> "], ours["y"].Texts());
        Assert.Equal([0.4, 0.03], ours["x"].Numbers());
        Assert.Equal([0.1, 0.02], ours["error_x"]!["array"].Numbers());
        Assert.Equal([0.1, 0.01], ours["error_x"]!["arrayminus"].Numbers());
        // A number the paper does not give has no mark.
        Assert.Equal([0.031], figure.Trace("paper")["x"].Numbers());
        Assert.Equal("L-GM  <b>3.0 %</b> ", figure.Trace("paper")["y"].Texts().Single());
    }

    [Fact]
    public void SharesAreCountsOverTheSampleSize()
    {
        // 0..9 in ten bins of width 0.9: every bin holds one score of ten.
        var figure = LikelihoodHistogram.Create("t", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 9, 9], bins: 10);
        Assert.Equal(Enumerable.Repeat(0.1, 10), figure.Trace("clean")["y"].Numbers());
        Assert.Equal([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5], figure.Trace("attacked")["y"].Numbers());
        Assert.Equal(0.45, figure.Trace("clean")["x"].Numbers()[0], 6);
        Assert.Equal(("overlay", "sum"), (figure.Layout()["barmode"]!.GetValue<string>(), figure.Trace("clean")["histfunc"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(-123456.7, 1e-4)]
    [InlineData(3, 0)]
    public void EveryBinCentreLiesInItsOwnBin(double from, double step)
    {
        // A spread far smaller than the mean: rounding to a few digits would move the centres. Or no spread at all.
        var clean = Enumerable.Range(0, 500).Select(i => from + (step * i)).ToArray();
        var trace = LikelihoodHistogram.Create("t", clean, clean).Trace("clean");
        var (start, size) = (trace["xbins"]!["start"]!.GetValue<double>(), trace["xbins"]!["size"]!.GetValue<double>());
        Assert.Equal(Enumerable.Range(0, 60), trace["x"].Numbers().Select(x => (int)Math.Floor((x - start) / size)));
    }

    [Fact]
    public void SharesSumToOneWhateverTheScores() => Prop
        .ForAll(ArbMap.Default.ArbFor<NonEmptyArray<double>>(), scores =>
        {
            var finite = scores.Get.Where(score => Math.Abs(score) < 1e15).ToArray();
            var others = scores.Get.Where(score => !double.IsFinite(score));
            return finite.Length == 0 || Math.Abs(ScoreBins.Over(finite, 20).Shares([.. others, .. finite]).Sum() - 1) < 1e-9;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void ExtremeScoresAreCountedInTheEndBinAndTheAxisSaysSo()
    {
        double[] clean = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0), -1e6];
        var figure = LikelihoodHistogram.Create("t", clean, clean);
        var axis = figure.Layout()["xaxis"]!;
        Assert.InRange(axis["range"].Numbers()[0], -0.1, 0.1);
        Assert.Contains("the end bins hold all beyond", axis["title"]!["text"]!.GetValue<string>());
        Assert.Equal(1, figure.Trace("clean")["y"].Numbers().Sum(), 3);
    }

    [Fact]
    public void ScoresThatAreNotFiniteAreLeftOutAndCounted()
    {
        var figure = LikelihoodHistogram.Create("t", [1, 2, 3], [0, 1, double.NaN, double.NegativeInfinity]);
        Assert.Equal("clean (n = 3)", figure.Trace("clean")["name"]!.GetValue<string>());
        Assert.Equal("attacked (n = 2, 2 more not finite)", figure.Trace("attacked")["name"]!.GetValue<string>());
        Assert.DoesNotContain("NaN", figure.Text());
    }

    [Fact]
    public void AThresholdIsALineWhereGiven()
    {
        Assert.Equal([-21.0, -21], Drawn.Kinds["histogram"]("t").Trace("threshold -21")["x"].Numbers());
        Assert.DoesNotContain("threshold", LikelihoodHistogram.Create("t", Drawn.Clean, Drawn.Attacked, threshold: double.NaN).Text());
    }
}
