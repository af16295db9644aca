using Lgm.Losses;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Raises the log-likelihood of the features under the Gaussian of a wanted class t, log N(f(x); mu_t, Lambda_t): the attack
/// of an adversary who knows that a detector looks at likelihoods. The paper's adaptive attack, one step of eps:
/// x' = clip(x + eps sign grad_x log N_t(f(x))).
/// </summary>
/// <param name="density">
/// What is raised, over the features of the attacked model; null takes the density that the model's head has learned,
/// which softmax and centre loss have not: refit one to training features for them.
/// </param>
public sealed class LikelihoodRaising(IFeatureDensity? density = null) : IAttackObjective
{
    /// <inheritdoc/>
    /// <exception cref="WorkbookException">No density was given and the head has none.</exception>
    public Tensor Value(BoundedClassifier model, Tensor images, Tensor classes)
    {
        var raised = density ?? model.Head as IFeatureDensity
            ?? throw new WorkbookException($"The loss \"{model.Head.GetName()}\" has no likelihood of its own to raise: give the density that is to be deceived, such as one refitted to training features.");
        using var scope = NewDisposeScope();
        return raised.ClassLogLikelihood(model.Features(images)).gather(1, classes.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
    }
}
