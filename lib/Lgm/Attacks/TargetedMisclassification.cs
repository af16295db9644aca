using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Lowers the cross-entropy of a wanted class t, by raising logit_t - log sum_{k != t} exp(logit_k), which is the log-odds
/// of t; its gradient does not vanish where the model is sure of another class.
/// </summary>
public sealed class TargetedMisclassification : IAttackObjective
{
    /// <inheritdoc/>
    public Tensor Value(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var scope = NewDisposeScope();
        return LogitMargin.Of(model.Logits(images), classes).neg().MoveToOuterDisposeScope();
    }
}
