using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-likelihood, in nats, under Gaussians refitted to training features, the same way for every loss:
/// -log N(x; mu_k, Lambda_k) of the predicted class k, or -log p(x) = -log sum_k N(x; mu_k, Lambda_k) / K of all classes.
/// </summary>
/// <param name="covariance">What is fitted beside the class means. Default: shared, the protocol's common score.</param>
/// <param name="allClasses">Whether every class counts. Default: false, the predicted one alone.</param>
public sealed class RefittedLikelihood(RefittedCovariance covariance = RefittedCovariance.Shared, bool allClasses = false) : Detector
{
    private RefittedMixture? mixture;
    private readonly string likelihood = allClasses ? "refitted-mixture" : "refitted-likelihood";
    private readonly string fitted = covariance == RefittedCovariance.PerClass ? "per-class" : covariance.ToString().ToLowerInvariant();

    public override string Name => covariance == RefittedCovariance.Shared ? likelihood : $"{likelihood}-{fitted}";

    internal override string Title => (covariance == RefittedCovariance.Shared ? likelihood : $"{likelihood}, {fitted}").Replace('-', ' ');

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels) => mixture = Keep(RefittedMixture.Fit(features, labels, head.Classes, covariance));

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) =>
        (allClasses ? mixture!.LogLikelihood(features) : OfClass(mixture!.ClassLogLikelihood(features), predicted)).neg();

    protected override IFeatureDensity? DensityOf(ClassificationHead head) => mixture;
}

/// <summary>The covariance of Gaussians fitted to features; always diagonal.</summary>
public enum RefittedCovariance
{
    /// <summary>v = 1 for every class and feature, not fitted.</summary>
    Identity,

    /// <summary>One number v for all classes and features: the mean squared distance of every sample to its class's mean, in one feature.</summary>
    Isotropic,

    /// <summary>One v <c>[D]</c> for all classes: the mean squared distance of every sample to its class's mean.</summary>
    Shared,

    /// <summary>A v of its own for each class, <c>[K, D]</c>.</summary>
    PerClass,
}

/// <summary>
/// Gaussians N(mu_k, diag v_k) with equal priors, fitted to the features of any trained network by maximum likelihood. The
/// means a loss learned differ from those of its features; fitting them anew treats all losses alike.
/// </summary>
public sealed class RefittedMixture : IFeatureDensity, IDisposable
{
    private readonly Tensor means;
    private readonly Tensor precision;

    // 1/2 log|Lambda_k| + D/2 log 2 pi, [1] or [K].
    private readonly Tensor logVolumes;

    private RefittedMixture(Tensor means, Tensor variances)
    {
        this.means = means.DetachFromDisposeScope();
        precision = (1.0 / variances).DetachFromDisposeScope();
        logVolumes = (variances.log().sum(1) * 0.5 + 0.5 * means.shape[1] * Math.Log(2 * Math.PI)).DetachFromDisposeScope();
    }

    /// <summary>mu, <c>[K, D]</c>, float64.</summary>
    public Tensor Means => means;

    /// <summary>1 / v, <c>[K, D]</c> or, shared by the classes, <c>[1, D]</c>, float64.</summary>
    public Tensor Precision => precision;

    /// <summary>Fits means and covariance.</summary>
    /// <param name="features">Training features <c>[N, D]</c>, N at least 1.</param>
    /// <param name="labels">Their classes <c>[N]</c>, int64, each of 0 to K-1 at least once.</param>
    /// <param name="classes">K.</param>
    /// <param name="covariance">What is fitted beside the means.</param>
    /// <exception cref="WorkbookException">A class has no features, or a feature is not finite.</exception>
    public static RefittedMixture Fit(Tensor features, Tensor labels, int classes, RefittedCovariance covariance)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var x = Detector.Checked(features, labels, classes);
        var mu = Detector.ClassMeans(x, labels, classes);
        return new RefittedMixture(mu, covariance switch
        {
            RefittedCovariance.Identity => ones([1, x.shape[1]], float64, x.device),
            RefittedCovariance.Isotropic => Floored((x - mu.index_select(0, labels)).square().mean().expand(1, x.shape[1])),
            RefittedCovariance.Shared => Floored((x - mu.index_select(0, labels)).square().mean([0], keepdim: true)),
            _ => Floored(Detector.ClassMeans((x - mu.index_select(0, labels)).square(), labels, classes)),
        });
    }

    public Tensor ClassLogLikelihood(Tensor features)
    {
        using var scope = NewDisposeScope();
        var distances = DiagonalGaussian.HalfSquaredDistances(features.to(float64), means, precision);
        return (distances + logVolumes).neg().MoveToOuterDisposeScope();
    }

    public Tensor LogLikelihood(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (ClassLogLikelihood(features).logsumexp(1) - Math.Log(means.shape[0])).MoveToOuterDisposeScope();
    }

    // A feature that never varies has no likelihood; a millionth of the mean variance keeps it finite and unimportant.
    // Where none varies (a dead network), 1e-30 still keeps x^2 / v below the largest double.
    private static Tensor Floored(Tensor variances) => variances.clamp_min(Math.Max(variances.mean().item<double>() * 1e-6, 1e-30));

    public void Dispose()
    {
        means.Dispose();
        precision.Dispose();
        logVolumes.Dispose();
    }
}
