using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>What reads the distances r_1 &lt;= .. &lt;= r_k to the k nearest training features; to all of them where there are fewer.</summary>
public abstract class NeighbourDetector : Detector
{
    private readonly int k;
    private Tensor? samples;

    private protected NeighbourDetector(int k) => this.k = k >= 1 ? k : throw new WorkbookException($"The {k} nearest features tell nothing: give a k of at least 1.");

    /// <summary>The space in which distances are taken: of features <c>[N, D]</c>, float64.</summary>
    private protected virtual Tensor Placed(Tensor x) => x;

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels) => samples = Keep(Placed(Checked(features, labels, head.Classes)).clone());

    /// <summary>r of features <c>[B, D]</c>: <c>[B, k]</c>, rising.</summary>
    private protected Tensor Nearest(Tensor features)
    {
        var nearest = InParts(Placed(features.to(float64)), 500, x => DiagonalGaussian.HalfSquaredDistances(x, samples!).topk((int)Math.Min(k, samples!.shape[0]), 1, largest: false, sorted: true).values);
        // Above 0, where the root has a gradient and the logarithm a value.
        return (nearest * 2).clamp_min(1e-24).sqrt();
    }
}

/// <summary>kNN (Sun et al., 2022): r_k, among features brought to length 1.</summary>
/// <param name="k">Default: 50, the authors' for CIFAR-10. Range: 1 or more.</param>
public sealed class NearestNeighbour(int k = 50) : NeighbourDetector(k)
{
    public override string Name => "nearest-neighbour";

    internal override string Title => "kNN";

    private protected override Tensor Placed(Tensor x) => x / x.square().sum([1], keepdim: true).sqrt().clamp_min(1e-12);

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Nearest(features).amax(1);
}

/// <summary>
/// The local intrinsic dimension (Ma et al., 2018), estimated as -( 1/k sum_i log(r_i / r_k) )^-1. Of the authors' layers it takes the features
/// alone, and of their minibatches all training features.
/// </summary>
/// <param name="k">Default: 20, the authors'. Range: 1 or more.</param>
public sealed class LocalDimension(int k = 20) : NeighbourDetector(k)
{
    public override string Name => "local-dimension";

    internal override string Title => "LID";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var logs = Nearest(features).log();
        // Equal distances to all: as many dimensions as a number can say.
        return -1 / (logs - logs.narrow(1, logs.shape[1] - 1, 1)).mean([1]).clamp_max(-1e-12);
    }
}
