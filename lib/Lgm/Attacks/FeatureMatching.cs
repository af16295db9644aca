using Lgm.Detection;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Attacks;

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
