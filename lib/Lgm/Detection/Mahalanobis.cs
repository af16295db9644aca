using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>
/// What reads the distances to Gaussians with one full covariance for all classes, fitted to training features x_1 .. x_N of classes z:
/// <code>
/// M_k(x) = (x - mu_k)' S^-1 (x - mu_k)        S = 1/N sum_i (x_i - mu_z)(x_i - mu_z)'
/// </code>
/// An eigenvalue of S counts for no less than a millionth of their mean: a direction without variance has no distance.
/// </summary>
public abstract class TiedGaussians : Detector
{
    private Whitened? classes;

    private protected TiedGaussians() { }

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        var x = Checked(features, labels, head.Classes);
        var means = ClassMeans(x, labels, head.Classes);
        classes = Whiten(means, x - means.index_select(0, labels));
    }

    /// <summary>M_k of features <c>[B, D]</c>: <c>[B, K]</c>.</summary>
    private protected Tensor Distances(Tensor features) => classes!.Distances(features);

    /// <summary>Gaussians in coordinates in which their covariance is the identity.</summary>
    /// <param name="means"><c>[K, D]</c>, float64.</param>
    /// <param name="deviations">Of the samples from their means, <c>[N, D]</c>.</param>
    private protected Whitened Whiten(Tensor means, Tensor deviations)
    {
        // W with W W' = S^-1.
        var (values, vectors) = linalg.eigh(deviations.t().matmul(deviations) / deviations.shape[0]);
        return new Whitened(Keep(vectors / values.clamp_min(Math.Max(values.mean().item<double>() * 1e-6, 1e-30)).sqrt()), Keep(means));
    }

    private protected sealed record Whitened(Tensor Whitening, Tensor Centres)
    {
        public Tensor Distances(Tensor features) => DiagonalGaussian.HalfSquaredDistances(features.to(float64).matmul(Whitening), Centres.matmul(Whitening)) * 2;
    }
}

/// <summary>The distance to the nearest class, min_k M_k (Lee et al., 2018; their last layer alone, without noise on the input).</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class Mahalanobis : TiedGaussians
{
    public override string Name => "mahalanobis";

    internal override string Title => "Mahalanobis";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Distances(features).amin(1);
}

/// <summary>min_k M_k - M_0 (Ren et al., 2021): M_0 is that of one Gaussian fitted to all training features, whatever their class.</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class RelativeMahalanobis : TiedGaussians
{
    private Whitened? background;

    public override string Name => "relative-mahalanobis";

    internal override string Title => "relative Mahalanobis";

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        base.FitTo(head, features, labels);
        var x = features.detach().to(float64);
        var mean = x.mean([0], keepdim: true);
        background = Whiten(mean, x - mean);
    }

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Distances(features).amin(1) - background!.Distances(features).squeeze(1);
}

/// <summary>GEM, the energy of the Gaussians (Morteza and Li, 2022): -log sum_k exp(-M_k / 2).</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class GaussianEnergy : TiedGaussians
{
    public override string Name => "gaussian-energy";

    internal override string Title => "GEM";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => (Distances(features) * -0.5).logsumexp(1).neg();
}
