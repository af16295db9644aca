using Lgm.Detection;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// Orthogonal projected gradient descent (Bryniarski et al., 2022): one goal at a time, without giving up the other. With g_c the gradient
/// of the classifier's loss and g_d that of minus the score,
/// <code>
/// g = g_c - g_d &lt;g_c, g_d&gt; / |g_d|^2      while max_{k != y} z_k &lt;= z_y + .05
/// g = g_d - g_c &lt;g_d, g_c&gt; / |g_c|^2      after that
/// </code>
/// and a step along ascent(g), from the image itself. The selective form takes g_c or g_d as they are.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="detector">The detector that is to be deceived, fitted to the attacked model; its score must have a gradient.</param>
/// <param name="selective">Whether nothing is projected out. Default: false.</param>
/// <param name="steps">How many steps. Default: 1,000, the authors'. Range: 1 or more.</param>
/// <param name="share">The length of a step as a share of eps. Default: 1/30, the authors' .001 at eps .03. Range: above 0, at most 1.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <exception cref="WorkbookException">A value outside its range.</exception>
public sealed class OrthogonalPgd(double epsilon, Detector detector, bool selective = false, int steps = 1_000, double share = 1 / 30.0, Norm norm = Norm.Max)
    : DetectorAttack(detector, epsilon, steps, share, norm, AttackTarget.TrueClass)
{
    // By how much another logit must lead before the score counts.
    private const double Lead = 0.05;

    private protected override Sight See(Walk walk, Tensor at, int step)
    {
        using var recording = enable_grad();
        var pixels = at.detach().clone().requires_grad_();
        var (_, logits, score, worth) = Look(walk, pixels);
        var margin = LogitAttack.Margin(logits, walk.Labels);
        // In float64: in float32 the square of a small gradient is 0.
        var classifier = autograd.grad([margin.sum()], [pixels], retain_graph: true)[0].to(float64);
        var unseen = autograd.grad([score.neg().sum()], [pixels])[0].to(float64);
        var over = LogitAttack.Lead(logits, walk.Labels).gt(Lead).reshape(-1, 1, 1, 1);
        var direction = selective ? where(over, unseen, classifier) : where(over, Without(unseen, classifier), Without(classifier, unseen));
        return new Sight(margin.detach(), direction, worth.detach());
    }

    // a without its part along b.
    private static Tensor Without(Tensor a, Tensor b)
    {
        var square = b.square().sum([1, 2, 3], keepdim: true).clamp_min(1e-300);
        return a - b * ((a * b).sum([1, 2, 3], keepdim: true) / square);
    }
}
