using Lgm.Detection;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// An attack by somebody who knows the detector: of all points it meets, the one is kept that is misclassified and has the lowest
/// score; while none is, the one that is nearest to being misclassified.
/// </summary>
public abstract class DetectorAttack : ProjectedAttack
{
    // Below the worth of every misclassified point, and small enough for a double to tell two margins apart.
    private const double StillRight = -1e12;

    private protected DetectorAttack(Detector detector, double epsilon, int steps, double share, Norm norm, AttackTarget? target, int restarts = 1, long? seed = null) : base(epsilon, steps, norm, target, restarts, seed)
    {
        if (share is not (> 0 and <= 1)) throw new WorkbookException(FormattableString.Invariant($"A step of {share} eps is out of range: give a share above 0 and at most 1."));
        (Detector, Share) = (detector, share);
    }

    /// <summary>The detector that is to be deceived, fitted to the attacked model.</summary>
    public Detector Detector { get; }

    /// <summary>The length of one step, as a share of eps.</summary>
    public double Share { get; }

    /// <summary>Features <c>[B, D]</c> and logits <c>[B, K]</c> of pixels, the score <c>[B]</c> of the class predicted, and the worth of all that.</summary>
    private protected (Tensor Features, Tensor Logits, Tensor Score, Tensor Worth) Look(Walk walk, Tensor pixels)
    {
        var features = walk.Model.Features(pixels);
        var logits = walk.Model.Head.Logits(features);
        var score = Detector.Differentiable(features, logits.argmax(1));
        var lead = LogitAttack.Lead(logits, walk.Labels).to(float64);
        return (features, logits, score, where(lead.gt(0), score.neg().to(float64), lead + StillRight));
    }

    private protected override Func<Tensor, Sight, int, Tensor> Rule(Walk walk) => (at, seen, _) => at.add(Ball.Ascent(seen.Gradient).to(at.dtype), Epsilon * Share);
}
