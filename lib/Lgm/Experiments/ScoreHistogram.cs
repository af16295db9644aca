using System.Globalization;
using Lgm.Detection;
using Lgm.Figures;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>The scores of one detector on clean and attacked images as a figure of likelihoods, its equal error rate in the title.</summary>
public static class ScoreHistogram
{
    /// <param name="title">Which network, attack and score.</param>
    /// <param name="scores">Of a detector whose score is minus a log-likelihood, in nats.</param>
    public static GenericChart Create(string title, DetectionScores scores) => LikelihoodHistogram.Create(
        string.Create(CultureInfo.InvariantCulture, $"{title}: EER {scores.Metrics().EqualErrorRate * 100:0.0} %"),
        [.. scores.Normal.Select(x => -x)], [.. scores.Abnormal.Select(x => -x)]);
}
