namespace Lgm.Detection;

/// <summary>
/// Percentile intervals by drawing images with replacement: a drawn image brings its clean and its attacked score along, as
/// they are of one image. The draws depend on the seed and the number of images alone, so that losses, seeds and attacks
/// measured on one test set are resampled alike and their means and differences may be taken draw by draw.
/// </summary>
/// <param name="resamples">How often the images are drawn anew, at least 1; the protocol's 1,000.</param>
/// <param name="seed">Gives the draws.</param>
/// <param name="confidence">The share of draws inside an interval, between 0 and 1; the protocol's .95.</param>
public sealed class Bootstrap(int resamples, long seed, double confidence)
{
    // Without a positive or a negative among the drawn images there is no metric, and they are drawn again; a set in which
    // that happens so often has no interval.
    private const int Attempts = 1_000;

    /// <summary>As a protocol says.</summary>
    public static Bootstrap Of(ProtocolBootstrap protocol) => new(protocol.Resamples, protocol.Seed, protocol.Confidence);

    /// <summary>The metrics with their intervals.</summary>
    public DetectionEstimates Estimate(DetectionScores scores) => EstimateMean([scores]);

    /// <summary>The means of the metrics over wrong classes or trainings, with the intervals of these means.</summary>
    /// <param name="scores">One or more, of the same images.</param>
    /// <exception cref="ArgumentException">None, or of sets of different sizes.</exception>
    public DetectionEstimates EstimateMean(IReadOnlyList<DetectionScores> scores)
    {
        var means = Draws(scores);
        var value = DetectionMetrics.Mean([.. scores.Select(s => s.Metrics())]);
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
        RankedScores[] ranked = [.. scores.Select(s => new RankedScores(s))];
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

    private DetectionMetrics Draw(RankedScores[] ranked, int[] weights, int resample)
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
