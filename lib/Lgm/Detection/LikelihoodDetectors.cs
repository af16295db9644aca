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

/// <summary>
/// Minus the log-likelihood, in nats, under the density that the loss itself has learned (L-GM): -log N(x; mu_k, Lambda_k) of
/// the predicted class k, or -log p(x) = -log sum_k pi_k N(x; mu_k, Lambda_k) of all classes.
/// </summary>
/// <param name="allClasses">Whether every class counts. Default: false, the predicted one alone.</param>
public sealed class LearnedLikelihood(bool allClasses = false) : Detector
{
    public override string Name => allClasses ? "learned-mixture" : "learned-likelihood";

    internal override bool Suits(ClassificationHead head) => head is IFeatureDensity;

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var density = (IFeatureDensity)head;
        return (allClasses ? density.LogLikelihood(features) : OfClass(density.ClassLogLikelihood(features), predicted)).neg();
    }

    protected override IFeatureDensity? DensityOf(ClassificationHead head) => (IFeatureDensity)head;
}
