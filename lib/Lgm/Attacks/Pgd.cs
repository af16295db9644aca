namespace Lgm.Attacks;

/// <summary>
/// Projected gradient descent (Madry et al., 2018): <see cref="Bim"/> from random points of the ball, of which the point with the
/// largest J is kept, whichever walk and step it comes from. Steps of 2.5 eps / steps, so that a walk can cross the ball.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="steps">How many steps. Default: 40. Range: 1 or more.</param>
/// <param name="restarts">How many walks. Default: 1. Range: 1 or more.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <param name="target">The class it speaks of. Default: the true one, to get away from it; a wrong one is headed for.</param>
/// <param name="seed">Draws where walks start. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class Pgd(double epsilon, int steps = 40, int restarts = 1, Norm norm = Norm.Max, AttackTarget? target = null, long seed = 0)
    : LogitAttack(epsilon, steps, Math.Min(1, 2.5 / steps), target ?? AttackTarget.TrueClass, norm, restarts, seed);

/// <summary>
/// The momentum iterative method (Dong et al., 2018), steps along a running sum of gradients:
/// <code>
/// g_{i+1} = decay g_i + grad J(x_i) / |grad J(x_i)|_1        x_{i+1} = P( x_i + share eps ascent(g_{i+1}) )
/// </code>
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="steps">How many steps. Default: 10, the authors'. Range: 1 or more.</param>
/// <param name="decay">How much of the sum is carried on. Default: 1, the authors'. Range: 0 or more.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <param name="target">The class it speaks of. Default: the true one, to get away from it; a wrong one is headed for.</param>
/// <param name="share">
/// The length of a step as a share of eps. Default: 1 / steps, the authors', with which a walk whose gradient turns once no longer reaches the
/// ball's edge. Range: above 0, at most 1.
/// </param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class MomentumFgsm(double epsilon, int steps = 10, double decay = 1, Norm norm = Norm.Max, AttackTarget? target = null, double? share = null)
    : LogitAttack(epsilon, steps, share ?? Math.Min(1, 1.0 / steps), target ?? AttackTarget.TrueClass, norm)
{
    private protected override Func<Tensor, Sight, int, Tensor> Rule(Walk walk)
    {
        var (sum, step) = (zeros_like(walk.Images), base.Rule(walk));
        return (at, seen, i) =>
        {
            var length = seen.Gradient.abs().sum([1, 2, 3], keepdim: true).clamp_min(1e-30);
            sum.mul_(decay).add_(seen.Gradient / length);
            return step(at, seen with { Gradient = sum }, i);
        };
    }
}
