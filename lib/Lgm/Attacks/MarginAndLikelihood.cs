using Lgm.Detection;
using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Attacks;

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
