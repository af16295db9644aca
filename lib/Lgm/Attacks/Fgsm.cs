using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// Raises the cross-entropy of the true class z, or lowers that of a wanted class t, by the logit margin
/// <code>
/// m_c = log sum_{k != c} exp(logit_k) - logit_c        J = m_z, or -m_t
/// </code>
/// Cross-entropy of c is log(1 + e^m), so both gradients have one direction; but where the model is sure, that of cross-entropy
/// loses its digits in float32, and a sign attack would leave the image as it is.
/// </summary>
/// <inheritdoc/>
public abstract class LogitAttack(double epsilon, int steps, double share, AttackTarget target, Norm norm = Norm.Max, int restarts = 1, long? seed = null)
    : GradientAttack(epsilon, steps, share, target, norm, restarts, seed)
{
    public sealed override Tensor Objective(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var margin = Margin(model.Logits(images), classes);
        return (Target == AttackTarget.TrueClass ? margin : margin.neg()).MoveToOuterDisposeScope();
    }

    /// <summary>m_c of logits <c>[B, K]</c> and classes c <c>[B]</c>: <c>[B]</c>.</summary>
    internal static Tensor Margin(Tensor logits, Tensor classes) => Others(logits, classes).logsumexp(1).sub(Of(logits, classes));

    /// <summary>max_{k != c} logit_k - logit_c <c>[B]</c>: above 0 where another class is predicted.</summary>
    internal static Tensor Lead(Tensor logits, Tensor classes) => Others(logits, classes).amax(1).sub(Of(logits, classes));

    /// <summary>logit_c <c>[B]</c>.</summary>
    internal static Tensor Of(Tensor logits, Tensor classes) => logits.gather(1, classes.unsqueeze(1)).squeeze(1);

    /// <summary>Minus infinity in place of logit_c, <c>[B, K]</c>.</summary>
    internal static Tensor Others(Tensor logits, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var column = classes.unsqueeze(1);
        var chosen = zeros_like(logits).scatter_(1, column, ones_like(column, logits.dtype)).gt(0);
        return logits.masked_fill(chosen, double.NegativeInfinity).MoveToOuterDisposeScope();
    }
}

/// <summary>The fast gradient sign method (Goodfellow et al., 2015), the paper's attack: u' = clip(u + eps sign grad J(u)), with J of <see cref="LogitAttack"/> and clip to the model's pixel bounds.</summary>
/// <param name="epsilon">eps in pixel units, 0 to 1 for every data set here. Range: 0 or more, finite.</param>
/// <param name="target">Default: the true class, which the attack leaves; a wrong class is headed for.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class Fgsm(double epsilon, AttackTarget? target = null) : LogitAttack(epsilon, 1, 1, target ?? AttackTarget.TrueClass);

/// <summary>The basic iterative method (Kurakin et al., 2017): FGSM in several shorter steps, so that a pixel can cross the ball and come back.</summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="steps">How many steps. Default: 10, the detection protocol's. Range: 1 or more.</param>
/// <param name="share">The length of a step as a share of eps. Default: 1/4. Range: above 0, at most 1.</param>
/// <param name="target">Default: the true class, which the attack leaves; a wrong class is headed for.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class Bim(double epsilon, int steps = 10, double share = 0.25, AttackTarget? target = null) : LogitAttack(epsilon, steps, share, target ?? AttackTarget.TrueClass);

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
