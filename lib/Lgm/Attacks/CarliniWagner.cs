using Lgm.Detection;

namespace Lgm.Attacks;

/// <summary>
/// The L_2 attack of Carlini and Wagner (2017): the shortest change that deceives, found without a ball, over w with pixels in [l, u]:
/// <code>
/// x'(w) = (l + u) / 2 + (u - l) / 2 tanh w
/// min_w   |x' - x|_2^2 + c max( z_y - max_{k != y} z_k, -confidence )
/// </code>
/// by Adam; c is searched by halving for each image: larger where the last search failed, smaller where it did not. Of all points that
/// deceive by the confidence, the nearest is kept; an image without one stays as it is. Against a detector (Carlini and Wagner, 2017b) the
/// objective has c max( score(x') - threshold, 0 ) besides, of the wrong class with the largest logit, and a point deceives only where its score is not above the threshold.
/// </summary>
/// <param name="epsilon">The ball that the result is projected onto, in pixel units. Default: infinite, the result is taken as it is. Range: 0 or more.</param>
/// <param name="steps">Of Adam in each search. Default: 1,000. Range: 1 or more.</param>
/// <param name="searches">How many values of c. Default: 9, the authors'. Range: 1 or more.</param>
/// <param name="constant">The first c. Default: .001, the authors'. Range: above 0.</param>
/// <param name="rate">Adam's. Default: .01, the authors'. Range: above 0.</param>
/// <param name="confidence">By how much another class's logit must lead, in the unit of the logits. Default: 0. Range: 0 or more.</param>
/// <param name="detector">The detector that is to be deceived, fitted to the attacked model. Default: none.</param>
/// <param name="threshold">The score above which that detector rejects an image. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class CarliniWagner(
    double epsilon = double.PositiveInfinity, int steps = 1000, int searches = 9, double constant = 1e-3, double rate = 0.01, double confidence = 0, Detector? detector = null, double threshold = 0)
    : Attack(epsilon, steps, Norm.Euclidean, AttackTarget.TrueClass)
{
    // Adam's, as its authors have them.
    private const double First = 0.9, Second = 0.999;

    // A c that no search has brought down.
    private const double Unbounded = 1e10;

    // Keeps black and white pixels, where tanh ends, at a finite w.
    private const double Inside = 0.999999;

    private protected override void Run(Walk walk)
    {
        var (lower, upper) = (walk.Model.Pixels.Lower, walk.Model.Pixels.Upper);
        Tensor Pixels(Tensor w) => w.tanh() * ((upper - lower) / 2) + (lower + upper) / 2;
        var (c, from, to) = (full_like(walk.Worth, constant), zeros_like(walk.Worth), full_like(walk.Worth, Unbounded));
        for (var search = 0; search < searches; search++)
        {
            using var scope = NewDisposeScope();
            var w = ((walk.Images - (lower + upper) / 2) * (2 / (upper - lower)) * Inside).atanh();
            var (mean, square) = (zeros_like(w), zeros_like(w));
            var found = zeros_like(walk.Worth, ScalarType.Bool);
            for (var i = 0; i <= Steps; i++)
            {
                using var step = NewDisposeScope();
                using var recording = enable_grad();
                var at = w.detach().requires_grad_();
                var pixels = Pixels(at);
                var features = walk.Model.Features(pixels);
                var logits = walk.Model.Head.Logits(features);
                var lead = LogitAttack.Lead(logits, walk.Labels);
                var distance = (pixels - walk.Images).square().sum([1, 2, 3]);
                var (missing, deceived) = (lead.neg().clamp_min(-confidence), lead.gt(confidence));
                if (detector is not null)
                {
                    var above = detector.Differentiable(features, LogitAttack.Others(logits, walk.Labels).argmax(1)) - threshold;
                    (missing, deceived) = (missing + above.clamp_min(0), deceived.logical_and(above.le(0)));
                }
                var objective = (distance + missing * c.to(w.dtype)).sum();
                using (no_grad())
                {
                    found.logical_or_(deceived);
                    walk.Keep(pixels, distance.neg().to(float64).masked_fill(deceived.logical_not(), double.NegativeInfinity));
                    if (i > 0) Stepped?.Invoke(pixels);
                    if (i == Steps) break;
                    var gradient = autograd.grad([objective], [at])[0];
                    mean.mul_(First).add_(gradient * (1 - First));
                    square.mul_(Second).add_(gradient.square() * (1 - Second));
                    w.sub_(mean / (1 - Math.Pow(First, i + 1)) / ((square / (1 - Math.Pow(Second, i + 1))).sqrt() + 1e-8) * rate);
                }
            }
            to.copy_(where(found, to.minimum(c), to));
            from.copy_(where(found, from, from.maximum(c)));
            c.copy_(where(to.lt(Unbounded), (from + to) * 0.5, c * 10));
        }
        walk.Best.copy_(Ball.Project(walk.Images, walk.Best, walk.Model.Pixels));
    }
}
