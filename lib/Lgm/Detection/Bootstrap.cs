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

    /// <summary>N, the size of the set of images.</summary>
    public int Images { get; }

    /// <summary>Scores of the negatives.</summary>
    public double[] Normal { get; }

    /// <summary>The image of each negative.</summary>
    public int[] NormalImages { get; }

    /// <summary>Scores of the positives.</summary>
    public double[] Abnormal { get; }

    /// <summary>The image of each positive.</summary>
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
    public DetectionMetrics[] Draws(IReadOnlyList<DetectionScores> scores)
    {
        if (scores.Count == 0 || scores.Any(s => s.Images != scores[0].Images)) throw new ArgumentException("a bootstrap needs scores of one set of images", nameof(scores));
        Ranked[] ranked = [.. scores.Select(s => new Ranked(s))];
        var draws = new DetectionMetrics[resamples];
        try
        {
            Parallel.For(0, resamples, () => new int[scores[0].Images], (resample, _, weights) =>
            {
                draws[resample] = Draw(ranked, weights, resample);
                return weights;
            }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is WorkbookException known)
        {
            throw new WorkbookException(known.Message, e);
        }
        return draws;
    }

    private DetectionMetrics Draw(Ranked[] ranked, int[] weights, int resample)
    {
        var stream = new SplitMix(seed, resample);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            Array.Clear(weights);
            for (var i = 0; i < weights.Length; i++) weights[stream.Below(weights.Length)]++;
            var metrics = new DetectionMetrics[ranked.Length];
            var whole = true;
            for (var i = 0; i < ranked.Length && whole; i++)
            {
                var drawn = ranked[i].Metrics(weights);
                whole = drawn is not null;
                metrics[i] = drawn.GetValueOrDefault();
            }
            if (whole) return DetectionMetrics.Mean(metrics);
        }
        throw new WorkbookException($"Among {weights.Length} images there are too few positives or negatives for an interval: measure on more images.");
    }

    // Scores sorted once: of each sample its place among the distinct scores and its image.
    private sealed class Ranked
    {
        private readonly DetectionScores scores;
        private readonly int[] normal, abnormal;
        private readonly int distinct;

        internal Ranked(DetectionScores scores)
        {
            double[] falling = [.. scores.Normal.Concat(scores.Abnormal).Distinct().OrderDescending()];
            (this.scores, distinct) = (scores, falling.Length);
            normal = [.. scores.Normal.Select(s => RocCurve.Place(falling, s))];
            abnormal = [.. scores.Abnormal.Select(s => RocCurve.Place(falling, s))];
        }

        // Where image i counts weights[i] times.
        internal DetectionMetrics? Metrics(int[] weights)
        {
            var (positives, negatives) = (new int[distinct], new int[distinct]);
            for (var i = 0; i < abnormal.Length; i++) positives[abnormal[i]] += weights[scores.AbnormalImages[i]];
            for (var i = 0; i < normal.Length; i++) negatives[normal[i]] += weights[scores.NormalImages[i]];
            return DetectionMetrics.Of(positives, negatives);
        }
    }

    // SplitMix64 (Steele et al., 2014): a stream of its own for each resample, the same on every machine and in every release.
    private struct SplitMix(long seed, int stream)
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
