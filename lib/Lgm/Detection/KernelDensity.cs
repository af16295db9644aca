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
            scores.index_put_(InParts(features.index_select(0, places).to(float64), 1_000, x => ClassScores(x, samples[k])), places);
        }
        return scores;
    }

    private Tensor ClassScores(Tensor x, Tensor centres)
    {
        var logVolume = Math.Log(centres.shape[0]) + x.shape[1] * Math.Log(bandwidth * Math.Sqrt(2 * Math.PI));
        var kernels = DiagonalGaussian.HalfSquaredDistances(x, centres) / (-bandwidth * bandwidth);
        return logVolume - kernels.logsumexp(1);
    }
}
