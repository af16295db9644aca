using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>
/// Tells abnormal inputs by the likelihood of their features, the same way for every loss: class means and one diagonal
/// covariance, shared by the classes, are fitted to training features; the score is -log N(x; mu_k, Lambda) of the
/// predicted class k, in nats. Larger is more abnormal.
/// </summary>
/// <remarks>The means a loss learned differ from those of its features; fitting them anew treats all losses alike.</remarks>
public sealed class LikelihoodDetector : IDisposable
{
    private Tensor? means;
    private Tensor? precision;
    private double logVolume;

    /// <summary>Fits means and covariance.</summary>
    /// <param name="features">Training features <c>[N, D]</c>, N at least 1.</param>
    /// <param name="labels">Their classes <c>[N]</c>, int64, each of 0 to K-1 at least once.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="WorkbookException">A class has no features, or a feature is not finite.</exception>
    public void Fit(Tensor features, Tensor labels, int classes)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var x = features.to(float64);
        if (!x.isfinite().all().item<bool>()) throw new WorkbookException("The training features hold NaN or infinity, so that no likelihood can be fitted: train the model anew with a lower learning rate.");
        var counts = labels.bincount(null, classes);
        if (counts.min().item<long>() == 0) throw new WorkbookException($"Class {counts.argmin(0).item<long>()} has no training features to fit its likelihood to: give images of every class.");
        var sums = zeros([classes, x.shape[1]], float64, x.device).index_add_(0, labels, x, 1);
        var mu = sums / counts.unsqueeze(1).to(float64);
        var variances = (x - mu.index_select(0, labels)).square().mean([0], keepdim: true);
        // A feature that never varies has no likelihood; a millionth of the mean variance keeps it finite and unimportant.
        // Where none varies (a dead network), 1e-30 still leaves room for x^2 / v below the largest double.
        var floored = variances.clamp_min(Math.Max(variances.mean().item<double>() * 1e-6, 1e-30));
        Dispose();
        means = mu.DetachFromDisposeScope();
        precision = (1.0 / floored).DetachFromDisposeScope();
        logVolume = 0.5 * floored.log().sum().item<double>() + 0.5 * x.shape[1] * Math.Log(2 * Math.PI);
    }

    /// <summary>Scores <c>[B]</c>, in nats, of features <c>[B, D]</c> whose predicted classes are <paramref name="predicted"/> <c>[B]</c> (int64).</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public double[] Score(Tensor features, Tensor predicted)
    {
        if (means is null || precision is null) throw new InvalidOperationException("the likelihood detector scores nothing before Fit was called");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var distances = DiagonalGaussian.HalfSquaredDistances(features.to(float64), means, precision);
        return (distances.gather(1, predicted.unsqueeze(1)).squeeze(1) + logVolume).cpu().data<double>().ToArray();
    }

    public void Dispose()
    {
        means?.Dispose();
        precision?.Dispose();
        (means, precision) = (null, null);
    }
}
