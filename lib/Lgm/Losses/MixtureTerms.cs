using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Losses;

/// <summary>
/// The terms of the L-GM loss one by one, for looking at them. Training goes through <see cref="GaussianMixture.Loss"/>,
/// which multiplies out and never makes most of them; L_cls is the mean cross-entropy of <see cref="TrainingLogits"/>, and
/// L_lkd of the paper the mean of <see cref="Distances"/> and <see cref="HalfLogDeterminants"/> at the true class.
/// </summary>
public static class MixtureTerms
{
    /// <summary>d_k = 1/2 sum_j (x_j - mu_kj)^2 / v_kj (eq. 13, 18) for features <c>[B, D]</c>: <c>[B, K]</c>, 0 or more.</summary>
    public static Tensor Distances(GaussianMixture head, Tensor features)
    {
        using var scope = NewDisposeScope();
        return DiagonalGaussian.HalfSquaredDistances(features, head.Means, LogVariances(head).neg().exp()).MoveToOuterDisposeScope();
    }

    /// <summary>1/2 log|Lambda_k| = 1/2 sum_j log v_kj: <c>[K]</c>.</summary>
    public static Tensor HalfLogDeterminants(GaussianMixture head)
    {
        using var scope = NewDisposeScope();
        return (LogVariances(head).sum(1) * 0.5).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// log pi_k - 1/2 log|Lambda_k| - (1 + alpha [k = z]) d_k (eq. 17) for features <c>[B, D]</c> and labels z <c>[B]</c>:
    /// <c>[B, K]</c>; alpha is that of the head's present <see cref="ClassificationHead.Epoch"/>.
    /// </summary>
    public static Tensor TrainingLogits(GaussianMixture head, Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var column = labels.unsqueeze(1);
        var margin = Distances(head, features).gather(1, column) * head.Options.Margin.At(head.Epoch);
        return head.Logits(features).scatter_add(1, column, -margin).MoveToOuterDisposeScope();
    }

    // log v, [K, D], whatever of it is shared or fixed.
    private static Tensor LogVariances(GaussianMixture head) =>
        (head.LogVariances ?? full([1, 1], Math.Log(head.Options.InitialVariance), head.Means.dtype, head.Means.device)).expand(head.Classes, head.Features).contiguous();
}
