using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Raises the cross-entropy of the true class z, by raising the logit margin m = log sum_{k != z} exp(logit_k) - logit_z.
/// Cross-entropy is log(1 + e^m), so both have gradients of the same direction; but where the model is sure, that of
/// cross-entropy is exactly zero in float32 and a sign attack would leave the image as it is, while that of m never is.
/// </summary>
public sealed class Misclassification : IAttackObjective
{
    /// <inheritdoc/>
    public Tensor Value(BoundedClassifier model, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var logits = model.Logits(images);
        var column = labels.unsqueeze(1);
        var isTrue = zeros_like(logits).scatter_(1, column, ones_like(column, logits.dtype)).gt(0);
        var others = logits.masked_fill(isTrue, double.NegativeInfinity).logsumexp(1);
        return others.sub(logits.gather(1, column).squeeze(1)).MoveToOuterDisposeScope();
    }
}
