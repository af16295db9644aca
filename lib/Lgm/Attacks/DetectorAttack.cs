using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// An attack by somebody who knows the detector: of all points it meets, the one is kept that is misclassified and has the lowest
/// score; while none is, the one that is nearest to being misclassified.
/// </summary>
public abstract class DetectorAttack : ProjectedAttack
{
    // Below the worth of every misclassified point, and small enough for a double to tell two margins apart.
    private const double StillRight = -1e12;

    private protected DetectorAttack(Detector detector, double epsilon, int steps, double share, Norm norm, AttackTarget? target, int restarts = 1, long? seed = null) : base(epsilon, steps, norm, target, restarts, seed) =>
        (Detector, Share) = (detector, Checked(share));

    /// <summary>The detector that is to be deceived, fitted to the attacked model.</summary>
    public Detector Detector { get; }

    /// <summary>The length of one step, as a share of eps.</summary>
    public double Share { get; }

    /// <summary>Features <c>[B, D]</c> and logits <c>[B, K]</c> of pixels, the score <c>[B]</c> of the wrong class with the largest logit (once the image is misclassified, of the class predicted), and the worth of all that.</summary>
    private protected (Tensor Features, Tensor Logits, Tensor Score, Tensor Worth) Look(Walk walk, Tensor pixels)
    {
        var features = walk.Model.Features(pixels);
        var logits = walk.Model.Head.Logits(features);
        var score = Detector.Differentiable(features, LogitAttack.Others(logits, walk.Labels).argmax(1));
        var lead = LogitAttack.Lead(logits, walk.Labels).to(float64);
        return (features, logits, score, where(lead.gt(0), score.neg().to(float64), lead + StillRight));
    }

    private protected override Func<Tensor, Sight, int, Tensor> Rule(Walk walk) => Steady(Share);
}

/// <summary>
/// Goes over to a wrong class t and then into the middle of it: under a density N_k of the features f it raises
/// <code>
/// J_i(x) = log N_t(f(x)) - b_i log sum_{k != t} N_k(f(x))      b_i = 1 - i / (steps - 1)
/// </code>
/// from the log-odds of t at b = 1 to its likelihood alone at b = 0.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="detector">The detector that is to be deceived, fitted to the attacked model.</param>
/// <param name="density">What is raised. Default: the detector's own.</param>
/// <param name="steps">How many steps, of 2.5 eps / steps. Default: 100. Range: 1 or more.</param>
/// <param name="restarts">Walks to each target. Default: 1. Range: 1 or more.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <param name="target">t. Default: every wrong class in turn.</param>
/// <param name="seed">Draws where walks start. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range, or a detector that reads no likelihood where no density is given.</exception>
public sealed class MarginAndLikelihood(double epsilon, Detector detector, IFeatureDensity? density = null, int steps = 100, int restarts = 1, Norm norm = Norm.Max, AttackTarget? target = null, long seed = 0)
    : DetectorAttack(detector, epsilon, steps, Math.Min(1, 2.5 / steps), norm, target, restarts, seed)
{
    private readonly IFeatureDensity raised = density ?? detector.Density
        ?? throw new WorkbookException($"The detector \"{detector.Name}\" reads no likelihood that could be raised: give a density, such as one refitted to training features.");

    private protected override Sight See(Walk walk, Tensor at, int step) => Seen(at, pixels =>
    {
        var (features, _, _, worth) = Look(walk, pixels);
        var logs = raised.ClassLogLikelihood(features);
        var others = LogitAttack.Others(logs, walk.Aims).logsumexp(1);
        return (LogitAttack.Of(logs, walk.Aims) - others * Math.Max(0, 1 - (double)step / Math.Max(1, Steps - 1)), worth);
    });
}

/// <summary>
/// Orthogonal projected gradient descent (Bryniarski et al., 2022): one goal at a time, without giving up the other. With g_c the gradient
/// of the classifier's loss and g_d that of minus the score of the wrong class with the largest logit,
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

/// <summary>
/// Gives an image the features of another one (Sabour et al., 2016; against detectors Tramer et al., 2020): with x_o a clean image that is
/// predicted as another class,
/// <code>
/// J(x') = -|f(x') - f(x_o)|_2^2
/// </code>
/// Every score that reads features alone then sees what it sees in x_o.
/// </summary>
/// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
/// <param name="detector">The detector that is to be deceived, fitted to the attacked model.</param>
/// <param name="seen">What the attacked model makes of clean images, such as its training images: the x_o are drawn from these.</param>
/// <param name="sources">How many x_o for each image; the best result is kept. Default: 3. Range: 1 or more.</param>
/// <param name="steps">How many steps, of 4 eps / steps. Default: 200. Range: 1 or more.</param>
/// <param name="norm">Of the ball. Default: L_inf.</param>
/// <param name="seed">Draws the x_o and where walks start. Default: 0.</param>
/// <exception cref="WorkbookException">A value outside its range, or no image of another class.</exception>
public sealed class FeatureMatching(double epsilon, Detector detector, Evaluation seen, int sources = 3, int steps = 200, Norm norm = Norm.Max, long seed = 0)
    : DetectorAttack(detector, epsilon, steps, Math.Min(1, 4.0 / steps), norm, AttackTarget.TrueClass, sources, seed)
{
    private readonly long[] predicted = seen.Predicted.cpu().data<long>().ToArray();

    /// <summary>The places of x_o: of those that are predicted as another class, the one at a uniformly drawn share of them.</summary>
    private protected override Tensor Aims(int walk, Tensor labels, int classes)
    {
        using var stream = new Generator((ulong)(Seed!.Value + walk));
        var shares = rand([labels.shape[0]], float64, generator: stream).data<double>().ToArray();
        var others = Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, predicted.Length).Where(i => predicted[i] != k).ToArray()).ToArray();
        if (others.Any(places => places.Length == 0)) throw new WorkbookException("The images whose features are to be matched are all predicted as one class: give images of several.");
        return tensor(labels.cpu().data<long>().ToArray().Select((y, i) => (long)others[y][(int)(shares[i] * others[y].Length)]).ToArray()).to(labels.device);
    }

    private protected override Sight See(Walk walk, Tensor at, int step) => Seen(at, pixels =>
    {
        var (features, _, _, worth) = Look(walk, pixels);
        return ((features - seen.Features.index_select(0, walk.Aims)).square().sum(1).neg(), worth);
    });
}
