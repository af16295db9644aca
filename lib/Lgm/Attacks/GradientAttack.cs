using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// An attack on pixels along the sign of a gradient, within the ball |x' - x|_inf &lt;= eps:
/// <code>
/// x_0     = x
/// x_{i+1} = clip( P( x_i + share eps sign grad J(x_i) ) )      i = 0 .. steps - 1
/// </code>
/// J is the <see cref="Objective"/> it raises, P the projection onto the ball, clip that onto the model's pixel bounds. One step
/// with share 1 is the fast gradient sign method (Goodfellow et al., 2015). A subclass says what J is.
/// </summary>
public abstract class GradientAttack
{
    /// <param name="epsilon">eps in pixel units: how far a pixel may move. Range: 0 or more.</param>
    /// <param name="steps">How many steps, each with a gradient of its own. Range: 1 or more.</param>
    /// <param name="share">The length of a step as a share of eps. Range: above 0, at most 1.</param>
    /// <param name="target">Which class of each image J speaks of.</param>
    /// <exception cref="WorkbookException">A value outside its range.</exception>
    protected GradientAttack(double epsilon, int steps, double share, AttackTarget target)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon))) throw new WorkbookException(FormattableString.Invariant($"An attack cannot move a pixel by {epsilon}: give an eps that is 0 or more."));
        if (steps < 1) throw new WorkbookException($"An attack of {steps} steps does nothing: give at least 1.");
        if (share is not (> 0 and <= 1)) throw new WorkbookException(FormattableString.Invariant($"A step of {share} eps is out of range: give a share above 0 and at most 1."));
        (Epsilon, Steps, Share, Target) = (epsilon, steps, share, target);
    }

    /// <summary>eps, in pixel units.</summary>
    public double Epsilon { get; }

    /// <summary>How many steps it takes.</summary>
    public int Steps { get; }

    /// <summary>The length of one step, as a share of eps.</summary>
    public double Share { get; }

    /// <summary>Which class of each image the objective speaks of.</summary>
    public AttackTarget Target { get; }

    /// <summary>J, one number an image: <c>[B]</c>, larger where the attack has come further, differentiable in the images.</summary>
    /// <param name="model">The attacked model.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>.</param>
    /// <param name="classes">The classes <c>[B]</c> (int64) it speaks of: the true ones, or those it wants.</param>
    public abstract Tensor Objective(BoundedClassifier model, Tensor images, Tensor classes);

    /// <summary>The attacked images of a set.</summary>
    /// <param name="model">The attacked model, in evaluation mode; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[N, C, H, W]</c>; left as they are.</param>
    /// <param name="labels">True classes <c>[N]</c>, int64.</param>
    /// <param name="task">What progress reports call the work. Default: attack.</param>
    /// <returns>Pixels <c>[N, C, H, W]</c>.</returns>
    /// <exception cref="WorkbookException">The model is in training mode.</exception>
    public Tensor Perturb(BoundedClassifier model, Tensor images, Tensor labels, string task = "attack")
    {
        model.RequireEvaluation("An attack");
        using var scope = NewDisposeScope();
        // Drawn for the whole set, so that batches of any size get the same.
        var classes = Target.Of(labels, model.Head.Classes);
        var attacked = new List<Tensor>();
        foreach (var (start, count) in LongWork.Batches(images.shape[0], BoundedClassifier.BatchSize, task))
            attacked.Add(Walk(model, images.narrow(0, start, count), classes.narrow(0, start, count)));
        return cat(attacked).MoveToOuterDisposeScope();
    }

    /// <summary>sign grad J(x), in {-1, 0, 1}: <c>[B, C, H, W]</c>.</summary>
    /// <inheritdoc cref="Objective"/>
    public Tensor Direction(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var pixels = images.detach().clone().requires_grad_();
        // Asked for the pixels' alone, autograd computes no gradient of a weight.
        var gradient = autograd.grad([Objective(model, pixels, classes).sum()], [pixels])[0];
        return gradient.sign().MoveToOuterDisposeScope();
    }

    private Tensor Walk(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var quiet = no_grad();
        var walked = images;
        for (var i = 0; i < Steps; i++)
        {
            using var step = NewDisposeScope();
            var moved = walked.add(Direction(model, walked, classes), Epsilon * Share);
            var projected = moved.minimum(images.add(Epsilon)).maximum(images.add(-Epsilon));
            walked = model.Pixels.Clip(projected).MoveToOuterDisposeScope();
        }
        return walked;
    }
}
