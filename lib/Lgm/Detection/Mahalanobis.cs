using Lgm.Losses;
using static TorchSharp.torch;

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

    private protected TiedGaussians()
    {
    }

    /// <inheritdoc/>
    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        var x = Checked(features, labels, head.Classes);
        var counts = labels.bincount(null, head.Classes).to(float64).unsqueeze(1);
        var means = zeros([head.Classes, x.shape[1]], float64, x.device).index_add_(0, labels, x, 1) / counts;
        classes?.Dispose();
        classes = new Whitened(means, x - means.index_select(0, labels));
    }

    /// <summary>M_k of features <c>[B, D]</c>: <c>[B, K]</c>.</summary>
    private protected Tensor Distances(Tensor features) => classes!.Distances(features);

    public override void Dispose()
    {
        classes?.Dispose();
        base.Dispose();
    }

    /// <summary>Gaussians in coordinates in which their covariance is the identity.</summary>
    /// <param name="means"><c>[K, D]</c>, float64.</param>
    /// <param name="deviations">Of the samples from their means, <c>[N, D]</c>.</param>
    private protected sealed class Whitened(Tensor means, Tensor deviations) : IDisposable
    {
        private readonly Tensor whitening = Whitening(deviations).DetachFromDisposeScope(), centres = means.DetachFromDisposeScope();

        public Tensor Distances(Tensor features) => DiagonalGaussian.HalfSquaredDistances(features.to(float64).matmul(whitening), centres.matmul(whitening)) * 2;

        // W with W W' = S^-1.
        private static Tensor Whitening(Tensor deviations)
        {
            var (values, vectors) = linalg.eigh(deviations.t().matmul(deviations) / deviations.shape[0]);
            return vectors / values.clamp_min(Math.Max(values.mean().item<double>() * 1e-6, 1e-30)).sqrt();
        }

        public void Dispose()
        {
            whitening.Dispose();
            centres.Dispose();
        }
    }
}

/// <summary>The distance to the nearest class, min_k M_k (Lee et al., 2018; their last layer alone, without noise on the input).</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class Mahalanobis : TiedGaussians
{
    /// <inheritdoc/>
    public override string Name => "mahalanobis";

    /// <inheritdoc/>
    internal override string Title => "Mahalanobis";

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Distances(features).amin(1);
}

/// <summary>min_k M_k - M_0 (Ren et al., 2021): M_0 is that of one Gaussian fitted to all training features, whatever their class.</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class RelativeMahalanobis : TiedGaussians
{
    private Whitened? background;

    /// <inheritdoc/>
    public override string Name => "relative-mahalanobis";

    /// <inheritdoc/>
    internal override string Title => "relative Mahalanobis";

    /// <inheritdoc/>
    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        base.FitTo(head, features, labels);
        var x = features.detach().to(float64);
        var mean = x.mean([0], keepdim: true);
        background?.Dispose();
        background = new Whitened(mean, x - mean);
    }

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Distances(features).amin(1) - background!.Distances(features).squeeze(1);

    public override void Dispose()
    {
        background?.Dispose();
        base.Dispose();
    }
}

/// <summary>GEM, the energy of the Gaussians (Morteza and Li, 2022): -log sum_k exp(-M_k / 2).</summary>
/// <inheritdoc cref="TiedGaussians"/>
public sealed class GaussianEnergy : TiedGaussians
{
    /// <inheritdoc/>
    public override string Name => "gaussian-energy";

    /// <inheritdoc/>
    internal override string Title => "GEM";

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => (Distances(features) * -0.5).logsumexp(1).neg();
}
