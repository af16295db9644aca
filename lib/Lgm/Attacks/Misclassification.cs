using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Raises the cross-entropy of the true class z, by raising the logit margin m_z = log sum_{k != z} exp(logit_k) - logit_z,
/// whose gradient has the same sign and does not vanish where the model is sure.
/// </summary>
public sealed class Misclassification : IAttackObjective
{
    /// <inheritdoc/>
    public Tensor Value(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var logits = model.Logits(images);
        return LogitMargin.Of(logits, classes);
    }
}
