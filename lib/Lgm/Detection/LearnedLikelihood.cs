using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-likelihood, in nats, under the density that the loss itself has learned (L-GM): -log N(x; mu_k, Lambda_k) of
/// the predicted class k, or -log p(x) = -log sum_k pi_k N(x; mu_k, Lambda_k) of all classes.
/// </summary>
/// <param name="name">Its name in the catalogue.</param>
/// <param name="allClasses">Whether every class counts or the predicted one alone.</param>
public sealed class LearnedLikelihood(string name, bool allClasses) : Detector(name)
{
    /// <inheritdoc/>
    public override bool Suits(ClassificationHead head) => head is IFeatureDensity;

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var density = (IFeatureDensity)head;
        return (allClasses ? density.LogLikelihood(features) : OfClass(density.ClassLogLikelihood(features), predicted)).neg();
    }

    /// <inheritdoc/>
    protected override IFeatureDensity? DensityOf(ClassificationHead head) => (IFeatureDensity)head;
}
