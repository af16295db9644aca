using Lgm.Detection;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

public sealed class RocFigureTests
{
    [Fact]
    public void XIsLogarithmicFromTheDecadeOfTheFinestRate()
    {
        var axis = RocFigure.Create("t", [Drawn.Roc("a")]).Layout()["xaxis"]!;
        Assert.Equal("log", axis["type"]!.GetValue<string>());
        Assert.Equal([-3, 0], axis["range"].Numbers());
        Assert.Equal(["0.1 %", "1 %", "10 %", "100 %"], axis["ticktext"]!.AsArray().Select(text => text!.GetValue<string>()));
        Assert.Contains("false positive rate", axis["title"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public void EqualErrorRateIsMarkedOnTheCurveAndNamedInTheLegend()
    {
        var curve = RocCurve.Of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 13.5, 14.5]);
        var figure = RocFigure.Create("t", [RocSeries.Of("L-GM", curve)]);
        var mark = figure.Trace("L-GM: equal error rate");
        Assert.Equal(curve.EqualErrorRate, mark["x"].Numbers().Single(), 4);
        Assert.Equal(1 - curve.EqualErrorRate, mark["y"].Numbers().Single(), 4);
        Assert.False(mark["showlegend"]!.GetValue<bool>());
        Assert.Equal(FormattableString.Invariant($"L-GM (EER {100 * curve.EqualErrorRate:0.0} %)"), figure.Trace("L-GM (")["name"]!.GetValue<string>());
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
        var rates = Enumerable.Range(0, 20001).Select(i => i / 20000.0).ToArray();
        var figure = RocFigure.Create("t", [new("a", rates, rates.Select(Math.Sqrt).ToArray(), 0.382)]);
        var (x, y) = (figure.Trace("a (")["x"].Numbers(), figure.Trace("a (")["y"].Numbers());
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
        var styles = Enumerable.Range(0, 8).Select(i => figure.Trace($"curve{i} (")["line"]!).Select(line => $"{line["color"]} {line["dash"]}");
        Assert.Equal(8, styles.Distinct().Count());
    }

    [Theory]
    [InlineData(new[] { 0.0, 1 }, new[] { 0.0 })]
    [InlineData(new[] { 0.0 }, new[] { 0.0 })]
    [InlineData(new[] { 0.0, double.NaN }, new[] { 0.0, 1 })]
    [InlineData(new[] { 0.5, 0.4 }, new[] { 0.0, 1 })]
    [InlineData(new[] { 0.0, 1 }, new[] { 0.0, 1.5 })]
    public void RatesThatAreNoRocCurveAreRefusedByName(double[] fpr, double[] tpr) =>
        Assert.Contains("'bad'", Assert.Throws<WorkbookException>(() => new RocSeries("bad", fpr, tpr, 0.5)).Message);

    [Fact]
    public void AnEqualErrorRateIsAShare() => Assert.Throws<WorkbookException>(() => new RocSeries("bad", [0, 1], [0, 1], double.NaN));

    [Fact]
    public void NoCurveIsRefused() => Assert.Throws<WorkbookException>(() => RocFigure.Create("t", []));
}
