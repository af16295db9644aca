using Lgm.Losses;

namespace Lgm.Detection;

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
