namespace Lgm.Attacks;

/// <summary>
/// DeepFool (Moosavi-Dezfooli et al., 2016), which looks for the nearest point of another class as if the logits z were linear. With y the
/// true class, w_k = grad z_k - grad z_y and q dual to the norm (2 for L_2, 1 for L_inf):
/// <code>
/// l       = argmin_{k != y} |z_k - z_y| / |w_k|_q
/// r_i     = ( |z_l - z_y| / |w_l|_q + 1e-4 ) ascent(w_l)
/// x_{i+1} = clip( x + (1 + overshoot) sum_{j &lt;= i} r_j )      until y is not predicted
/// </code>
/// The 1e-4 is the authors' code's; clip is not in it.
/// </summary>
/// <param name="epsilon">The ball that the result is projected onto, in pixel units. Range: 0 or more; infinite, it is taken as it is.</param>
/// <param name="steps">How many steps at most. Default: 50, the authors'. Range: 1 or more.</param>
/// <param name="overshoot">Default: .02, the authors'. Range: 0 or more.</param>
/// <param name="norm">Of the distance. Default: L_2.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class DeepFool(double epsilon = double.PositiveInfinity, int steps = 50, double overshoot = 0.02, Norm norm = Norm.Euclidean) : Attack(epsilon, steps, norm, AttackTarget.TrueClass)
{
    private protected override void Run(Walk walk)
    {
        var (at, sum) = (walk.Images.clone(), zeros_like(walk.Images));
        for (var i = 0; i < Steps; i++)
        {
            using var scope = NewDisposeScope();
            var (logits, gradients) = Linearised(walk, at);
            var right = LogitAttack.Lead(logits, walk.Labels).le(0);
            if (!right.any().item<bool>()) break;
            // [B, K, D], all by the true class's.
            var rows = arange(logits.shape[0], int64, logits.device);
            var slopes = gradients - gradients.index(rows, walk.Labels).unsqueeze(1);
            var gaps = logits - logits.gather(1, walk.Labels.unsqueeze(1));
            var lengths = Ball.Norm == Norm.Max ? slopes.abs().sum(2) : slopes.square().sum(2).sqrt();
            var distances = gaps.abs() / lengths;
            // 0 / 0 of the true class, and a class that no direction leads to.
            var (nearest, places) = distances.masked_fill(lengths.eq(0), double.PositiveInfinity).min(1);
            var ascent = Ball.Ascent(slopes.index(rows, places).reshape(at.shape));
            var step = (nearest + 1e-4).masked_fill(right.logical_and(nearest.isfinite()).logical_not(), 0);
            sum.add_(ascent * step.reshape(-1, 1, 1, 1));
            at.copy_(walk.Model.Pixels.Clip(walk.Images + sum * (1 + overshoot)));
            Stepped?.Invoke(at);
        }
        walk.Best.copy_(Ball.Project(walk.Images, at, walk.Model.Pixels));
    }

    // Logits [B, K] and their gradients [B, K, D].
    private static (Tensor Logits, Tensor Gradients) Linearised(Walk walk, Tensor at)
    {
        using var recording = enable_grad();
        var pixels = at.detach().clone().requires_grad_();
        var logits = walk.Model.Logits(pixels);
        var gradients = Enumerable.Range(0, walk.Model.Head.Classes).Select(k => autograd.grad([logits.select(1, k).sum()], [pixels], retain_graph: true)[0].flatten(1));
        return (logits.detach(), stack(gradients, 1));
    }
}
