namespace Lgm.Attacks;

/// <summary>What <see cref="Apgd"/> raises: z are the logits, y the true class, t a wrong one, z_(1) >= z_(2) >= ... the logits in order.</summary>
public enum ApgdLoss
{
    /// <summary>Cross-entropy of y, by its log-odds as <see cref="LogitAttack"/> has it: it rises and falls with them.</summary>
    CrossEntropy,

    /// <summary>The difference of logits ratio, -(z_y - max_{k != y} z_k) / (z_(1) - z_(3)); it does not change with the scale of the logits.</summary>
    Dlr,

    /// <summary>-(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2).</summary>
    TargetedDlr,
}

/// <summary>
/// Auto-PGD (Croce and Hein, 2020): steps that begin with 2 eps, carry a quarter of the last one on, and are halved where they do not pay.
/// <code>
/// z       = P( x_i + a ascent(grad J(x_i)) )
/// x_{i+1} = P( x_i + .75 (z - x_i) + .25 (x_i - x_{i-1}) )       the first: z
/// </code>
/// At checkpoints (after .22 steps, then in intervals .03 steps shorter each, never below .06 steps) a is halved and the walk goes back to
/// its best point, image by image, where fewer than .75 of the steps since the last raised J, or neither a nor the best J changed since then.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="loss">What is raised. Default: cross-entropy.</param>
/// <param name="steps">How many steps. Default: 100. Range: 1 or more.</param>
/// <param name="restarts">How many walks, to each target. Default: 1. Range: 1 or more.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <param name="target">t of the targeted loss. Default: every wrong class in turn, of which the best is kept. Without a meaning for the others.</param>
/// <param name="seed">Draws where walks start. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class Apgd(double epsilon, ApgdLoss loss = ApgdLoss.CrossEntropy, int steps = 100, int restarts = 1, Norm norm = Norm.Max, AttackTarget? target = null, long seed = 0)
    : ProjectedAttack(epsilon, steps, norm, loss == ApgdLoss.TargetedDlr ? target : AttackTarget.TrueClass, restarts, seed)
{
    private protected override Sight See(Walk walk, Tensor at, int step) => Seen(at, pixels => Judge(walk, pixels));

    private (Tensor Value, Tensor Worth) Judge(Walk walk, Tensor pixels)
    {
        var logits = walk.Model.Logits(pixels);
        var lead = LogitAttack.Lead(logits, walk.Labels);
        if (loss == ApgdLoss.CrossEntropy) return (LogitAttack.Margin(logits, walk.Labels), lead);
        var needed = loss == ApgdLoss.Dlr ? 3 : 4;
        if (walk.Model.Head.Classes < needed) throw new WorkbookException($"The loss {loss} compares {needed} logits, and the network has {walk.Model.Head.Classes}: choose {nameof(ApgdLoss.CrossEntropy)}.");
        Tensor Ranked(int place) => logits.sort(1, descending: true).Values.select(1, place - 1);
        return loss == ApgdLoss.Dlr
            ? (lead / (Ranked(1) - Ranked(3) + 1e-12), lead)
            : ((LogitAttack.Of(logits, walk.Aims) - LogitAttack.Of(logits, walk.Labels)) / (Ranked(1) - (Ranked(3) + Ranked(4)) * 0.5 + 1e-12), lead);
    }

    private protected override Func<Tensor, Sight, int, Tensor> Rule(Walk walk)
    {
        var column = new long[] { -1, 1, 1, 1 };
        var (a, halved) = (full_like(walk.Worth, 2 * Epsilon), ones_like(walk.Worth, ScalarType.Bool));
        Tensor previous = walk.Start.clone(), best = walk.Start.clone(), bestGradient = zeros_like(walk.Start);
        Tensor bestValue = full_like(walk.Worth, double.NegativeInfinity), bestAtCheck = bestValue.clone(), last = bestValue.clone(), rises = zeros_like(walk.Worth);
        var (interval, since) = (Math.Max((int)(0.22 * Steps), 1), 0);

        return (at, seen, i) =>
        {
            var value = seen.Value.to(float64);
            var better = value.gt(bestValue);
            best.copy_(where(better.reshape(column), at, best));
            bestGradient.copy_(where(better.reshape(column), seen.Gradient, bestGradient));
            bestValue.copy_(where(better, value, bestValue));
            if (i == 0) bestAtCheck.copy_(value);
            else rises.add_(value.gt(last));
            last.copy_(value);

            var (from, gradient) = (at, seen.Gradient);
            if (i > 0 && ++since == interval)
            {
                var halve = rises.lt(0.75 * interval).logical_or(halved.logical_not().logical_and(bestAtCheck.ge(bestValue)));
                halved.copy_(halve);
                bestAtCheck.copy_(bestValue);
                a.copy_(where(halve, a * 0.5, a));
                (from, gradient) = (where(halve.reshape(column), best, at), where(halve.reshape(column), bestGradient, gradient));
                rises.zero_();
                (interval, since) = (Math.Max(interval - Math.Max((int)(0.03 * Steps), 1), Math.Max((int)(0.06 * Steps), 1)), 0);
            }

            var stepped = Ball.Project(walk.Images, from + Ball.Ascent(gradient) * a.to(at.dtype).reshape(column), walk.Model.Pixels);
            var moved = i == 0 ? stepped : from + (stepped - from) * 0.75 + (from - previous) * 0.25;
            previous.copy_(from);
            return moved;
        };
    }
}
