using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>Minus the largest logit (Hendrycks et al., 2022).</summary>
/// <param name="name">Its name in the catalogue.</param>
public sealed class MaximumLogit(string name) : Detector(name)
{
    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => head.Logits(features).amax(1).neg();
}
