using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-odds log(p / (1 - p)) of the largest class probability p: the ranking of 1 - p (Hendrycks and Gimpel, 2017),
/// but without the ties where p rounds to 1.
/// </summary>
/// <param name="name">Its name in the catalogue.</param>
public sealed class MaximumProbability(string name) : Detector(name)
{
    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var ranked = head.Logits(features).to(float64).sort(1, descending: true).Values;
        return ranked.narrow(1, 1, head.Classes - 1).logsumexp(1) - ranked.select(1, 0);
    }
}
