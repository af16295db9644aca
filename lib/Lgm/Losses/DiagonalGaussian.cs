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

    /// <summary>
    /// c_k - d_bk = scores_bk - shift_b in as few passes as there are, for training. Where all classes have the same
    /// covariance, x·x / v is the same for every class: it is the shift, and since no softmax sees it, the caller may
    /// never subtract it; what is left is one matrix product. Covariances that differ by class take a second product
    /// (of rank one where they are isotropic) and leave nothing to shift.
    /// </summary>
    /// <param name="features">x, <c>[B, D]</c>.</param>
    /// <param name="means">mu, <c>[K, D]</c>.</param>
    /// <param name="precision">w = 1 / v, above 0: <c>[K, D]</c>; with one row where classes share it, with one column where it is isotropic; null is the identity.</param>
    /// <param name="constants">c, <c>[K]</c>.</param>
    /// <returns><c>[B, K]</c>, and <c>[B, 1]</c> or, 0 where there is nothing to shift, <c>[1, 1]</c>.</returns>
    internal static (Tensor Scores, Tensor Shift) Scores(Tensor features, Tensor means, Tensor? precision, Tensor constants)
    {
        // Distances do not change when features and means move together; around the middle of the means the products
        // below lose the fewest digits to cancellation.
        var middle = means.detach().mean([0], keepdim: true);
        var x = features - middle;
        var mu = means - middle;
        if (precision is null)
            return ((constants - mu.square().sum(1) * 0.5).addmm(x, mu.t()), x.square().sum(1, keepdim: true) * 0.5);
        var (shared, isotropic) = (precision.shape[0] == 1, precision.shape[1] == 1);
        var weighted = mu * precision;
        var scores = (constants - (mu * weighted).sum(1) * 0.5).addmm(x, weighted.t());
        var squares = isotropic ? x.square().sum(1, keepdim: true) : x.square();
        return shared
            ? (scores, squares.matmul(precision.t()) * 0.5)
            : (scores.addmm_(squares * -0.5, precision.t()), x.new_zeros(1, 1));
    }
}
