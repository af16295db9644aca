using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// The Square attack (Andriushchenko et al., 2020) under L_inf: a random search that asks for logits and never for a gradient. It starts from
/// stripes of -eps and eps, and tries a square window shifted by 2 eps up or down, then brought back into ball and bounds; what leads further
/// away from the true class is kept. The square takes a share of the image that falls from .8 to .8/512, as in the authors' AutoAttack, which
/// also tries one window on all images of a batch. An image that is deceived is left alone.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="steps">How many windows. Default: 5,000, AutoAttack's. Range: 1 or more.</param>
/// <param name="seed">Draws stripes and windows. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class Square(double epsilon, int steps = 5_000, long seed = 0) : Attack(epsilon, steps, Norm.Max, AttackTarget.TrueClass, seed: seed)
{
    // After so many of 10,000 windows the share is halved once more.
    private static readonly int[] s_halvings = [10, 50, 200, 500, 1_000, 2_000, 4_000, 6_000, 8_000];

    private protected override Tensor Start(int walk, Tensor images, PixelSpace pixels)
    {
        using var stream = new Generator((ulong)Seed!.Value);
        var stripes = (rand([images.shape[0], images.shape[1], 1, images.shape[3]], images.dtype, generator: stream) * 2 - 1).sign().to(images.device);
        return pixels.Clip(images + stripes * Epsilon);
    }

    private protected override void Run(Walk walk)
    {
        Tensor Lead(Tensor at, Tensor labels) => LogitAttack.Lead(walk.Model.Logits(at), labels).to(float64);
        using var stream = new Generator((ulong)(Seed!.Value + 1));
        var (channels, height, width) = (walk.Images.shape[1], walk.Images.shape[2], walk.Images.shape[3]);
        walk.Keep(walk.Start, Lead(walk.Start, walk.Labels));
        for (var i = 0; i < Steps; i++)
        {
            using var scope = NewDisposeScope();
            var share = 0.8 / (1 << s_halvings.Count(h => (int)((double)i / Steps * 10_000) > h));
            var side = Math.Min(Math.Max((long)Math.Round(Math.Sqrt(share * height * width)), 1), Math.Min(height, width));
            long Drawn(long below) => (long)(rand([1], walk.Images.dtype, generator: stream).to(float64).item<double>() * below);
            var (top, leftmost) = (Drawn(height - side), Drawn(width - side));
            var signs = (rand([channels, 1, 1], walk.Images.dtype, generator: stream) * 2 - 1).sign().to(walk.Images.device);
            var left = walk.Worth.le(0).nonzero().flatten();
            if (left.shape[0] == 0) return;

            var shift = zeros([channels, height, width], walk.Images.dtype, walk.Images.device);
            shift.narrow(1, top, side).narrow(2, leftmost, side).copy_((signs * (2 * Epsilon)).expand(channels, side, side));
            var (images, labels) = (walk.Images.index_select(0, left), walk.Labels.index_select(0, left));
            var (best, worth) = (walk.Best.index_select(0, left), walk.Worth.index_select(0, left));
            var tried = Ball.Project(images, best + shift, walk.Model.Pixels);
            (walk with { Best = best, Worth = worth }).Keep(tried, Lead(tried, labels));
            walk.Best.index_copy_(0, left, best);
            walk.Worth.index_copy_(0, left, worth);
            Stepped?.Invoke(walk.Best);
        }
    }
}
