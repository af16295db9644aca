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
