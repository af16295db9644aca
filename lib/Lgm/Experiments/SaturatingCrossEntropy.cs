using Lgm.Attacks;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// Raises the cross-entropy of the true class z, -log p(z|x), as FGSM is usually written (Goodfellow et al., 2015). In
/// float32 the gradient p - e_z loses its term of the true class where p_z rounds to 1, and turns; where the other probabilities
/// underflow too it is exactly zero, and the image stays as it is: that looks like robustness and is none. No attack of the catalogue: only <see cref="ProtocolSearch"/> asks what it would have given, <see cref="Misclassification"/> is what others attack with.
/// </summary>
internal sealed class SaturatingCrossEntropy : IAttackObjective
{
    /// <inheritdoc/>
    public Tensor Value(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var logits = model.Logits(images);
        return nn.functional.cross_entropy(logits, classes, reduction: nn.Reduction.None);
    }
}
