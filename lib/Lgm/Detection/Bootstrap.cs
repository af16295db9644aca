namespace Lgm.Detection;

/// <summary>
/// The scores of one detector on clean images and on attacked versions of them; larger is more abnormal. Each score knows
/// the image it comes from, so that a bootstrap draws images and not scores.
/// </summary>
public sealed class DetectionScores
{
    /// <param name="images">N, the size of the set of images from which both samples come.</param>
    /// <param name="normal">Scores of the negatives, 1 or more; infinities are allowed, NaN is not.</param>
    /// <param name="normalImages">The image of each, 0 to N-1.</param>
    /// <param name="abnormal">Scores of the positives, 1 or more; infinities are allowed, NaN is not.</param>
    /// <param name="abnormalImages">The image of each, 0 to N-1.</param>
    /// <exception cref="WorkbookException">A sample is empty or holds a NaN.</exception>
    /// <exception cref="ArgumentException">Scores and images do not fit together.</exception>
    public DetectionScores(int images, double[] normal, int[] normalImages, double[] abnormal, int[] abnormalImages)
    {
        foreach (var (which, scores, places) in new[] { ("normal", normal, normalImages), ("abnormal", abnormal, abnormalImages) })
        {
            RocCurve.Check(scores, which);
            if (scores.Length != places.Length || places.Any(p => p < 0 || p >= images)) throw new ArgumentException($"the {scores.Length} {which} scores need one image of 0 to {images - 1} each", nameof(images));
        }
        (Images, Normal, NormalImages, Abnormal, AbnormalImages) = (images, normal, normalImages, abnormal, abnormalImages);
    }

    public int Images { get; }

    public double[] Normal { get; }

    public int[] NormalImages { get; }

    public double[] Abnormal { get; }

    public int[] AbnormalImages { get; }

    /// <summary>The ROC curve, with its metrics.</summary>
    public RocCurve Curve() => RocCurve.Of(Normal, Abnormal);
}

/// <summary>
/// Percentile intervals by drawing images with replacement: a drawn image brings its clean and its attacked score along, as
/// they are of one image. The draws depend on the seed and the number of images alone, so that losses, seeds and attacks
/// measured on one test set are resampled alike and their means and differences may be taken draw by draw.
/// </summary>
/// <param name="resamples">How often the images are drawn anew. Default: 1,000, the protocol's. Range: 1 or more.</param>
/// <param name="seed">Gives the draws. Default: 2018, the protocol's.</param>
/// <param name="confidence">The share of draws inside an interval. Default: .95, the protocol's. Range: above 0, below 1.</param>
public sealed class Bootstrap(int resamples = 1_000, long seed = 2018, double confidence = 0.95)
{
    // Without a positive or a negative among the drawn images there is no metric, and they are drawn again; a set in which
    // that happens so often has no interval.
    private const int Attempts = 1_000;

    /// <summary>The metrics with their intervals.</summary>
    public DetectionEstimates Estimate(DetectionScores scores) => EstimateMean([scores]);

    /// <summary>The means of the metrics over wrong classes or trainings, with the intervals of these means.</summary>
    /// <param name="scores">One or more, of the same images.</param>
    /// <exception cref="ArgumentException">None, or of sets of different sizes.</exception>
    public DetectionEstimates EstimateMean(IReadOnlyList<DetectionScores> scores)
    {
        var means = Draws(scores);
        var value = DetectionMetrics.Mean([.. scores.Select(s => s.Curve().Metrics)]);
        Estimate Of(Func<DetectionMetrics, double> metric) => Detection.Estimate.Of(metric(value), means.Select(metric), confidence);
        return new DetectionEstimates(
            scores.Sum(s => s.Abnormal.Length), scores.Sum(s => s.Normal.Length),
            Of(m => m.EqualErrorRate), Of(m => m.AreaUnderCurve), Of(m => m.AveragePrecision), Of(m => m.FalsePositiveRateAt95));
    }

    /// <summary>The mean metrics of each resample.</summary>
    /// <param name="scores">One or more, of the same images.</param>
    /// <exception cref="ArgumentException">None, or of sets of different sizes.</exception>
    public DetectionMetrics[] Draws(IReadOnlyList<DetectionScores> scores) =>
        [.. Drawn(SameImages(scores), [.. scores.Select(Statistic)]).Select(draw => DetectionMetrics.Mean(draw.Metrics))];

    /// <summary>
    /// By how much the mean equal error rate of the first exceeds that of the second, over the same trainings (seeds), in the same order, and the
    /// same images. Seeds are drawn with replacement too, the same for both, so that the interval holds for trainings not made.
    /// </summary>
    internal Estimate Difference(IReadOnlyList<DetectionScores> first, IReadOnlyList<DetectionScores> second) =>
        Difference(SameImages([.. first, .. second]), [.. first.Select(Statistic).Select(EqualErrorRate)], [.. second.Select(Statistic).Select(EqualErrorRate)]);

    /// <summary>The same of the accuracy: of each seed, whether each image is classified rightly, <c>[N]</c>.</summary>
    internal Estimate Difference(IReadOnlyList<bool[]> first, IReadOnlyList<bool[]> second)
    {
        if (first.Concat(second).Any(f => f.Length != first[0].Length)) throw new ArgumentException("a bootstrap needs answers for one set of images", nameof(second));
        static Func<int[], double?> Share(bool[] right) => weights => (double)right.Index().Sum(r => r.Item ? weights[r.Index] : 0) / right.Length;
        return Difference(first[0].Length, [.. first.Select(Share)], [.. second.Select(Share)]);
    }

    private static Func<int[], double?> EqualErrorRate(Func<int[], DetectionMetrics?> metrics) => weights => metrics(weights)?.EqualErrorRate;

    private Estimate Difference(int images, Func<int[], double?>[] first, Func<int[], double?>[] second)
    {
        if (first.Length != second.Length) throw new ArgumentException($"a paired difference needs the same seeds, and has {first.Length} and {second.Length}", nameof(second));
        var draws = Drawn(images, [.. first, .. second]).Select(draw => Enumerable.Range(0, first.Length).Average(_ =>
        {
            var seed = draw.Seeds.Below(first.Length);
            return draw.Metrics[seed] - draw.Metrics[first.Length + seed];
        }));
        int[] asTheyAre = [.. Enumerable.Repeat(1, images)];
        return Detection.Estimate.Of((first.Average(of => of(asTheyAre)) - second.Average(of => of(asTheyAre)))!.Value, draws, confidence);
    }

    private static int SameImages(IReadOnlyList<DetectionScores> scores) => scores.Count > 0 && scores.All(s => s.Images == scores[0].Images)
        ? scores[0].Images
        : throw new ArgumentException("a bootstrap needs scores of one set of images", nameof(scores));

    // Ranked once: the metrics where image i counts weights[i] times.
    private static Func<int[], DetectionMetrics?> Statistic(DetectionScores scores)
    {
        var (distinct, normal, abnormal) = RocCurve.Ranked(scores.Normal, scores.Abnormal);
        return weights => DetectionMetrics.Of(RocCurve.Counts(distinct, abnormal, scores.AbnormalImages, weights), RocCurve.Counts(distinct, normal, scores.NormalImages, weights));
    }

    // Each statistic of each resample, and the stream from which seeds may be drawn behind the images.
    private (T[] Metrics, SplitMix Seeds)[] Drawn<T>(int images, Func<int[], T?>[] statistics) where T : struct
    {
        var draws = new (T[], SplitMix)[resamples];
        try
        {
            Parallel.For(0, resamples, () => new int[images], (resample, _, weights) =>
            {
                draws[resample] = Draw(statistics, weights, resample);
                return weights;
            }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is WorkbookException known)
        {
            throw new WorkbookException(known.Message, e);
        }
        return draws;
    }

    private (T[], SplitMix) Draw<T>(Func<int[], T?>[] statistics, int[] weights, int resample) where T : struct
    {
        var stream = new SplitMix(seed, resample);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            Array.Clear(weights);
            for (var i = 0; i < weights.Length; i++) weights[stream.Below(weights.Length)]++;
            T[] drawn = [.. statistics.Select(s => s(weights)).TakeWhile(m => m is not null).Select(m => m!.Value)];
            if (drawn.Length == statistics.Length) return (drawn, stream);
        }
        throw new WorkbookException($"Among {weights.Length} images there are too few positives or negatives for an interval: measure on more images.");
    }

    // SplitMix64 (Steele et al., 2014): a stream of its own for each resample, the same on every machine and in every release.
    private sealed class SplitMix(long seed, int stream)
    {
        private ulong state = unchecked((ulong)seed * 0xD1342543DE82EF95 + (ulong)stream * 0xDA942042E4DD58B5);

        /// <summary>0 to bound - 1; the bias is below bound / 2^64.</summary>
        internal int Below(int bound)
        {
            state = unchecked(state + 0x9E3779B97F4A7C15);
            var mixed = state;
            mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
            mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
            return (int)Math.BigMul(mixed ^ (mixed >> 31), (ulong)bound, out _);
        }
    }
}
