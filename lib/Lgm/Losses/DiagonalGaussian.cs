using static TorchSharp.torch;

namespace Lgm.Losses;

/// <summary>Mahalanobis distances to diagonal Gaussians without a <c>[B, K, D]</c> tensor.</summary>
public static class DiagonalGaussian
{
    /// <summary>d_bk = 1/2 |x_b - mu_k|^2, from x·x - 2 x·mu + mu·mu; never below 0, where rounding would put it.</summary>
    /// <param name="x">Features <c>[B, D]</c>.</param>
    /// <param name="mu">Means <c>[K, D]</c>.</param>
    /// <returns><c>[B, K]</c>.</returns>
    public static Tensor HalfSquaredDistances(Tensor x, Tensor mu)
    {
        var products = x.matmul(mu.t());
        var norms = x.square().sum(1, keepdim: true) + mu.square().sum(1);
        return (norms * 0.5 - products).clamp_min(0);
    }

    /// <summary>d_bk = 1/2 sum_j (x_bj - mu_kj)^2 w_kj, multiplied out: two matrix products.</summary>
    /// <param name="x">Features <c>[B, D]</c>.</param>
    /// <param name="mu">Means <c>[K, D]</c>.</param>
    /// <param name="precision">w = 1 / v, <c>[K, D]</c> or, shared by the classes, <c>[1, D]</c>; above 0.</param>
    /// <returns><c>[B, K]</c>.</returns>
    public static Tensor HalfSquaredDistances(Tensor x, Tensor mu, Tensor precision)
    {
        var weighted = mu * precision;
        var squares = x.square().matmul(precision.t()) + (mu * weighted).sum(1);
        return (squares * 0.5 - x.matmul(weighted.t())).clamp_min(0);
    }
}
