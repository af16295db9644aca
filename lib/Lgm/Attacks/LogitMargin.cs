using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// m_c = log sum_{k != c} exp(logit_k) - logit_c: how far a model is from choosing class c. Cross-entropy of c is
/// log(1 + e^m), so both have gradients of the same direction; but where the model is sure, that of cross-entropy
/// loses its digits in float32, turns, and in the end is exactly zero, so that a sign attack would leave the image as it is,
/// while that of m does not vanish by being sure.
/// </summary>
internal static class LogitMargin
{
    /// <param name="logits"><c>[B, K]</c>.</param>
    /// <param name="classes">c, <c>[B]</c> (int64).</param>
    /// <returns><c>[B]</c>.</returns>
    internal static Tensor Of(Tensor logits, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var column = classes.unsqueeze(1);
        var chosen = zeros_like(logits).scatter_(1, column, ones_like(column, logits.dtype)).gt(0);
        var others = logits.masked_fill(chosen, double.NegativeInfinity).logsumexp(1);
        return others.sub(logits.gather(1, column).squeeze(1)).MoveToOuterDisposeScope();
    }
}
