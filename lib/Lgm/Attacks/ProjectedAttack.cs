using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// An attack that steps along a gradient and projects:
/// <code>
/// x_0     = x, or a random point of the ball
/// x_{i+1} = P( x_i + a ascent(grad J(x_i)) )      i = 0 .. steps - 1
/// </code>
/// P projects onto ball and pixel bounds; ascent(g) is sign g under L_inf and g / |g|_2 under L_2. A subclass says what J is and how to step.
/// </summary>
public abstract class ProjectedAttack : Attack
{
    private protected ProjectedAttack(double epsilon, int steps, Norm norm, AttackTarget? target, int restarts = 1, long? seed = null) : base(epsilon, steps, norm, target, restarts, seed)
    {
        if (!double.IsFinite(epsilon)) throw new WorkbookException("Steps in a ball without bounds have no length: give a finite eps.");
    }

    /// <summary>Whether the best iterate is kept and not the last.</summary>
    private protected virtual bool KeepsBest => true;

    /// <summary>What an iterate looks like.</summary>
    private protected abstract Sight See(Walk walk, Tensor at, int step);

    /// <summary>What an iterate looks like, by J and its worth, both <c>[B]</c>, of pixels with a gradient.</summary>
    private protected static Sight Seen(Tensor at, Func<Tensor, (Tensor Value, Tensor Worth)> judge)
    {
        using var recording = enable_grad();
        var pixels = at.detach().clone().requires_grad_();
        var (value, worth) = judge(pixels);
        // Asked for the pixels' alone, autograd computes no gradient of a weight.
        return new Sight(value.detach(), autograd.grad([value.sum()], [pixels])[0], worth.detach());
    }

    /// <summary>From an iterate, what it looks like and its number to the next one, not yet projected; made anew for every walk.</summary>
    private protected abstract Func<Tensor, Sight, int, Tensor> Rule(Walk walk);

    /// <summary>The rule of steps that are always the same share of eps.</summary>
    private protected Func<Tensor, Sight, int, Tensor> Steady(double share) => (at, seen, _) => at.add(Ball.Ascent(seen.Gradient).to(at.dtype), Epsilon * share);

    private protected static double Checked(double share) =>
        share is > 0 and <= 1 ? share : throw new WorkbookException(FormattableString.Invariant($"A step of {share} eps is out of range: give a share above 0 and at most 1."));

    private protected sealed override void Run(Walk walk)
    {
        var (at, next) = (walk.Start.clone(), Rule(walk));
        for (var i = 0; i < Steps || KeepsBest; i++)
        {
            using var step = NewDisposeScope();
            var seen = See(walk, at, i);
            if (KeepsBest) walk.Keep(at, seen.Worth);
            if (i == Steps) return;
            at.copy_(Ball.Project(walk.Images, next(at, seen, i), walk.Model.Pixels));
            Stepped?.Invoke(at);
        }
        walk.Best.copy_(at);
    }
}

/// <summary>What an iterate looks like: J <c>[B]</c>, its gradient <c>[B, C, H, W]</c>, and what it is worth <c>[B]</c>.</summary>
internal readonly record struct Sight(Tensor Value, Tensor Gradient, Tensor Worth);

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
