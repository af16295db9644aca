using Lgm.Losses;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Raises the log-likelihood of the features under the Gaussian of a wanted class t, J = log N(f(x); mu_t, Lambda_t): the attack
/// of an adversary who knows that a detector looks at likelihoods. The paper's takes one step of eps.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="density">
/// What is raised, over the features of the attacked model. Default: the density that the model's head has learned, which
/// softmax and center loss have not: give a detector's <see cref="Detection.Detector.Density"/> for them.
/// </param>
/// <param name="target">t. Default: a wrong class drawn with seed 0.</param>
/// <param name="steps">How many steps. Default: 1. Range: 1 or more.</param>
/// <param name="share">The length of a step as a share of eps. Default: 1. Range: above 0, at most 1.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class LikelihoodRaising(double epsilon, IFeatureDensity? density = null, AttackTarget? target = null, int steps = 1, double share = 1)
    : GradientAttack(epsilon, steps, share, target ?? AttackTarget.RandomWrongClass(0))
{
    /// <inheritdoc/>
    /// <exception cref="WorkbookException">No density was given and the head has none.</exception>
    public override Tensor Objective(BoundedClassifier model, Tensor images, Tensor classes)
    {
        var raised = density ?? model.Head as IFeatureDensity
            ?? throw new WorkbookException($"The loss \"{model.Head.GetName()}\" has no likelihood of its own to raise: give the density that is to be deceived, such as one refitted to training features.");
        using var scope = NewDisposeScope();
        return raised.ClassLogLikelihood(model.Features(images)).gather(1, classes.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
    }
}
