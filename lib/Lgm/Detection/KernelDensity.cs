using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>
/// Minus the log of a Gaussian kernel density of the predicted class k over its n_k training features, in nats:
/// p_k(x) = 1/n_k sum_i N(x; x_i, h^2 I). The baseline detector of the authors' TPAMI code.
/// </summary>
/// <param name="bandwidth">h, in the unit of the features. Default: 1.5, the authors'. Range: above 0.</param>
public sealed class KernelDensity(double bandwidth = 1.5) : Detector
{
    public override string Name => "kernel-density";

    // Bounds the [rows, n_k] tensor of distances, not the result.
    private const int Rows = 1_000;
    private Tensor[] samples = [];

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        var x = Checked(features, labels, head.Classes);
        samples = [.. Enumerable.Range(0, head.Classes).Select(k => Keep(x.index(labels.eq(k))))];
    }

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var scores = zeros([features.shape[0]], float64, features.device);
        for (var k = 0; k < samples.Length; k++)
        {
            using var scope = NewDisposeScope();
            var places = predicted.eq(k).nonzero().flatten();
            for (long start = 0; start < places.shape[0]; start += Rows)
            {
                var rows = places.narrow(0, start, Math.Min(Rows, places.shape[0] - start));
                scores.index_put_(ClassScores(features.index_select(0, rows).to(float64), samples[k]), rows);
            }
        }
        return scores;
    }

    private Tensor ClassScores(Tensor x, Tensor centres)
    {
        using var scope = NewDisposeScope();
        var logVolume = Math.Log(centres.shape[0]) + x.shape[1] * Math.Log(bandwidth * Math.Sqrt(2 * Math.PI));
        var kernels = DiagonalGaussian.HalfSquaredDistances(x, centres) / (-bandwidth * bandwidth);
        return (logVolume - kernels.logsumexp(1)).MoveToOuterDisposeScope();
    }
}
