using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-likelihood, in nats, under Gaussians refitted to training features, the same way for every loss:
/// -log N(x; mu_k, Lambda_k) of the predicted class k, or -log p(x) = -log sum_k N(x; mu_k, Lambda_k) / K of all classes.
/// </summary>
/// <param name="name">Its name in the catalogue.</param>
/// <param name="covariance">What is fitted beside the class means; shared is the protocol's score (a).</param>
/// <param name="allClasses">Whether every class counts or the predicted one alone.</param>
public sealed class RefittedLikelihood(string name, RefittedCovariance covariance = RefittedCovariance.Shared, bool allClasses = false) : Detector(name)
{
    private RefittedMixture? mixture;

    /// <inheritdoc/>
    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        var fitted = RefittedMixture.Fit(features, labels, head.Classes, covariance);
        mixture?.Dispose();
        mixture = fitted;
    }

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) =>
        (allClasses ? mixture!.LogLikelihood(features) : OfClass(mixture!.ClassLogLikelihood(features), predicted)).neg();

    /// <inheritdoc/>
    protected override IFeatureDensity? DensityOf(ClassificationHead head) => mixture;

    public override void Dispose() => mixture?.Dispose();
}
