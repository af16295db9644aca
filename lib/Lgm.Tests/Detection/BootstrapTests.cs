using FsCheck;
using FsCheck.Fluent;

namespace Lgm.Tests.Detection;

public sealed class BootstrapTests
{
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Clean and attacked scores of one image share a part of their own.
    private static DetectionScores Sample(int seed, int images, double shift = 1)
    {
        var random = new Random(seed);
        var own = Enumerable.Range(0, images).Select(_ => 0.8 * Normal(random)).ToArray();
        return Paired([.. own.Select(o => o + 0.6 * Normal(random))], [.. own.Select(o => o + shift + 0.6 * Normal(random))]);
    }

    /// <summary>Sample i of both is of image i.</summary>
    internal static DetectionScores Paired(double[] normal, double[] abnormal) =>
        new(Math.Max(normal.Length, abnormal.Length), normal, [.. Enumerable.Range(0, normal.Length)], abnormal, [.. Enumerable.Range(0, abnormal.Length)]);

    // Three images have ten draws: image i counts w_i times, w_0 + w_1 + w_2 = 3, and each draw has the metrics of that many copies.
    [Fact]
    public void ADrawHasTheMetricsOfItsImagesCopies() => Prop.ForAll(RocCurveTests.Scores, RocCurveTests.Scores, (normal, abnormal) =>
    {
        static int[] Images(double[] sample) => [.. Enumerable.Range(0, sample.Length).Select(i => i % 3)];
        var drawn = new Bootstrap(60).Draws([new DetectionScores(3, normal, Images(normal), abnormal, Images(abnormal))]);
        var copies = from a in Enumerable.Range(0, 4) from b in Enumerable.Range(0, 4 - a) select new[] { a, b, 3 - a - b };
        double[] Copied(double[] sample, int[] weights) => [.. sample.SelectMany((s, i) => Enumerable.Repeat(s, weights[i % 3]))];
        var possible = copies.Select(w => (Normal: Copied(normal, w), Abnormal: Copied(abnormal, w))).Where(s => s.Normal.Length > 0 && s.Abnormal.Length > 0);
        Assert.Empty(drawn.Except(possible.Select(s => RocCurve.Of(s.Normal, s.Abnormal).Metrics)));
        // Each image once among them.
        Assert.Contains(RocCurve.Of(normal, abnormal).Metrics, drawn);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheSeedGivesTheDraws()
    {
        var scores = Sample(3, 300);
        Assert.Equal(new Bootstrap(50, 1, 0.95).Estimate(scores), new Bootstrap(50, 1, 0.95).Estimate(scores));
        Assert.NotEqual(new Bootstrap(50, 1, 0.95).Estimate(scores), new Bootstrap(50, 2, 0.95).Estimate(scores));
        // More resamples begin with the same ones.
        Assert.Equal(new Bootstrap(20, 1, 0.95).Draws([scores]), new Bootstrap(50, 1, 0.95).Draws([scores])[..20]);
    }

    [Fact]
    public void TheSameImagesAreDrawnForEveryDetector()
    {
        var (scores, other) = (Sample(3, 300), Sample(4, 300));
        var mirrored = new DetectionScores(300, [.. scores.Normal.Select(s => -s)], scores.NormalImages, [.. scores.Abnormal.Select(s => -s)], scores.AbnormalImages);
        var bootstrap = new Bootstrap(50, 1, 0.95);
        Assert.All(bootstrap.Draws([scores]).Zip(bootstrap.Draws([mirrored])), pair => Assert.Equal(1, pair.First.AreaUnderCurve + pair.Second.AreaUnderCurve, 1e-12));
        var means = bootstrap.Draws([scores, other]);
        Assert.All(bootstrap.Draws([scores]).Zip(bootstrap.Draws([other]), means), t => Assert.Equal((t.First.EqualErrorRate + t.Second.EqualErrorRate) / 2, t.Third.EqualErrorRate, 1e-12));
        Assert.Equal(600, bootstrap.EstimateMean([scores, other]).Positives);
    }

    [Fact]
    public void QuantilesLieBetweenOrderStatistics()
    {
        // numpy.quantile([0, 1, 2, 3, 4, 10], [0.05, 0.95]) = 0.25, 8.5
        var estimate = Estimate.Of(3, [10, 1, 0, 4, 3, 2], 0.9);
        Assert.Equal(0.25, estimate.Low!.Value, 1e-12);
        Assert.Equal(8.5, estimate.High!.Value, 1e-12);
        Assert.Equal(new Estimate(3, 7, 7), Estimate.Of(3, [7], 0.95));
    }

    // Seed by seed and draw by draw: the same images and the same seeds for both, so that a loss less itself is 0 in every draw.
    [Fact]
    public void ADifferenceIsPairedOverImagesAndSeeds()
    {
        DetectionScores[] first = [Sample(1, 300), Sample(2, 300), Sample(3, 300)];
        Assert.Equal(new Estimate(0, 0, 0), new Bootstrap(50).Difference(first, first));

        DetectionScores[] second = [.. first.Select((s, i) => new DetectionScores(300, s.Normal, s.NormalImages, [.. s.Abnormal.Select(a => a + 0.3 * (i + 1))], s.AbnormalImages))];
        var difference = new Bootstrap(400).Difference(first, second);
        double[] ofSeeds = [.. first.Zip(second, (a, b) => a.Curve().EqualErrorRate - b.Curve().EqualErrorRate)];
        Assert.Equal(ofSeeds.Average(), difference.Value, 1e-12);
        Assert.InRange(difference.Value, difference.Low!.Value, difference.High!.Value);
        // One seed is drawn three times in one draw of nine: the interval reaches towards the least and the greatest seed.
        Assert.True(difference.Low < ofSeeds.Order().ElementAt(1) && difference.High > ofSeeds.Order().ElementAt(1));
        Assert.True(difference.Low > 0);
    }

    // Of one seed the interval of an accuracy is the binomial one.
    [Fact]
    public void AnAccuracyIsDrawnOverImages()
    {
        bool[] all = [.. Enumerable.Repeat(true, 2_000)], most = [.. Enumerable.Range(0, 2_000).Select(i => i % 10 > 0)];
        var difference = new Bootstrap(2_000).Difference([all], [most]);
        Assert.Equal(0.1, difference.Value, 1e-12);
        var deviation = Math.Sqrt(0.1 * 0.9 / 2_000);
        Assert.Equal(0.1 - 1.96 * deviation, difference.Low!.Value, 0.15 * deviation);
        Assert.Equal(0.1 + 1.96 * deviation, difference.High!.Value, 0.15 * deviation);
        Assert.Throws<ArgumentException>(() => new Bootstrap(10).Difference([all, all], [most]));
    }
}
