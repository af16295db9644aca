using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// A <see cref="ProjectedAttack"/> whose steps are a share of eps, a = share eps, towards one class of each image. One step with share 1
/// from the image is the fast gradient sign method (Goodfellow et al., 2015). A subclass says what J is.
/// </summary>
public abstract class GradientAttack : ProjectedAttack
{
    /// <param name="epsilon">eps in pixel units. Range: 0 or more, finite.</param>
    /// <param name="steps">How many steps, each with a gradient of its own. Range: 1 or more.</param>
    /// <param name="share">The length of a step as a share of eps. Range: above 0, at most 1.</param>
    /// <param name="target">Which class of each image J speaks of.</param>
    /// <param name="norm">Of the ball. Default: L_inf.</param>
    /// <param name="restarts">How many walks, of which the best point is kept. Default: 1. Range: 1 or more.</param>
    /// <param name="seed">Draws where each walk starts. Default: null, at the image; the last iterate is the result.</param>
    /// <exception cref="WorkbookException">A value outside its range.</exception>
    protected GradientAttack(double epsilon, int steps, double share, AttackTarget target, Norm norm = Norm.Max, int restarts = 1, long? seed = null)
        : base(epsilon, steps, norm, target, restarts, seed)
    {
        (Share, KeepsBest) = (Checked(share), seed is not null);
    }

    /// <summary>The length of one step, as a share of eps.</summary>
    public double Share { get; }

    /// <summary>J, one number an image: <c>[B]</c>, larger where the attack has come further, differentiable in the images.</summary>
    /// <param name="model">The attacked model.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>.</param>
    /// <param name="classes">The classes <c>[B]</c> (int64) it speaks of: the true ones, or those it wants.</param>
    public abstract Tensor Objective(BoundedClassifier model, Tensor images, Tensor classes);

    private protected sealed override bool KeepsBest { get; }

    private protected sealed override Sight See(Walk walk, Tensor at, int step) => Seen(at, pixels =>
    {
        var value = Objective(walk.Model, pixels, walk.Aims);
        return (value, value);
    });

    private protected override Func<Tensor, Sight, int, Tensor> Rule(Walk walk) => Steady(Share);
}
