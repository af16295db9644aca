using FsCheck;
using FsCheck.Fluent;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

public sealed class LikelihoodHistogramTests
{
    [Fact]
    public void SharesAreCountsOverTheSampleSize()
    {
        // 0..9 in ten bins of width 0.9: every bin holds one score of ten.
        var figure = LikelihoodHistogram.Create("t", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 9, 9], bins: 10);
        Assert.Equal(Enumerable.Repeat(0.1, 10), figure.Trace("clean")["y"].Numbers());
        Assert.Equal([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5], figure.Trace("attacked")["y"].Numbers());
        Assert.Equal(0.45, figure.Trace("clean")["x"].Numbers()[0], 6);
        Assert.Equal("overlay", figure.Layout()["barmode"]!.GetValue<string>());
        Assert.Equal("sum", figure.Trace("clean")["histfunc"]!.GetValue<string>());
    }

    [Fact]
    public void EveryBinCentreLiesInItsOwnBin()
    {
        // A spread far smaller than the mean: rounding to a few digits would move the centres.
        var clean = Enumerable.Range(0, 500).Select(i => -123456.7 + (1e-4 * i)).ToArray();
        var trace = LikelihoodHistogram.Create("t", clean, clean).Trace("clean");
        var (start, size) = (trace["xbins"]!["start"]!.GetValue<double>(), trace["xbins"]!["size"]!.GetValue<double>());
        Assert.Equal(Enumerable.Range(0, 60), trace["x"].Numbers().Select(x => (int)Math.Floor((x - start) / size)));
    }

    [Fact]
    public void SharesSumToOneWhateverTheScores() => Prop
        .ForAll(ArbMap.Default.ArbFor<NonEmptyArray<double>>(), scores =>
        {
            var finite = scores.Get.Where(score => Math.Abs(score) < 1e15).ToArray();
            if (finite.Length == 0)
            {
                return true;
            }

            var shares = ScoreBins.Over(finite, 20).Shares(scores.Get.Where(score => !double.IsFinite(score)).Concat(finite).ToArray());
            return Math.Abs(shares.Sum() - 1) < 1e-9;
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
        Assert.Equal(1, figure.Trace("clean")["y"].Numbers().Sum(), 4);
    }

    [Fact]
    public void ScoresThatAreNotFiniteAreLeftOutAndNamed()
    {
        var figure = LikelihoodHistogram.Create("t", [1, 2, 3], [double.NaN, 1, double.NegativeInfinity, 2]);
        Assert.Equal("clean (n = 3)", figure.Trace("clean")["name"]!.GetValue<string>());
        Assert.Equal("attacked (n = 2, 2 more not finite)", figure.Trace("attacked")["name"]!.GetValue<string>());
        Assert.DoesNotContain("NaN", figure.Json);
    }

    [Fact]
    public void ThresholdIsALineWhereGiven()
    {
        var trace = LikelihoodHistogram.Create("t", Drawn.Clean, Drawn.Attacked, threshold: -21.5).Trace("threshold");
        Assert.All(trace["x"].Numbers(), x => Assert.Equal(-21.5, x, 3));
        Assert.DoesNotContain("threshold", LikelihoodHistogram.Create("t", Drawn.Clean, Drawn.Attacked, threshold: double.NaN).Json);
    }

    [Fact]
    public void OneScoreRepeatedStillHasABin() =>
        Assert.Equal(1, LikelihoodHistogram.Create("t", [3, 3, 3], [3]).Trace("clean")["y"].Numbers().Sum(), 9);

    [Fact]
    public void ASampleWithoutAFiniteScoreIsRefusedByName()
    {
        Assert.Contains("attacked", Assert.Throws<WorkbookException>(() => LikelihoodHistogram.Create("t", [1], [double.NaN])).Message);
        Assert.Contains("clean", Assert.Throws<WorkbookException>(() => LikelihoodHistogram.Create("t", [], [1])).Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(501)]
    public void TooFewOrManyBinsAreRefused(int bins) =>
        Assert.Throws<WorkbookException>(() => LikelihoodHistogram.Create("t", [1], [2], bins: bins));
}
