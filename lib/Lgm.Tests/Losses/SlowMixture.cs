using Lgm.Losses;
using Lgm.Tests.Tensors;
using static TorchSharp.torch;

namespace Lgm.Tests.Losses;

/// <summary>The L-GM loss as the paper writes it: loops over samples, classes and dimensions, nothing multiplied out.</summary>
internal sealed class SlowMixture(GaussianMixture head)
{
    private readonly int classes = head.Classes, dimensions = head.Features;
    private readonly double[] mu = head.Means.Numbers();
    private readonly double[] variance = head.LogVariances?.Numbers().Select(Math.Exp).ToArray() ?? Enumerable.Repeat(1.0, head.Classes * head.Features).ToArray();
    private readonly double[] prior = Softmax(head.PriorLogits?.Numbers() ?? new double[head.Classes]);
    private readonly double alpha = head.Options.Margin.At(head.Epoch), lambda = head.Options.LikelihoodWeight.At(head.Epoch);

    public double[] Logits(Tensor features) => [.. Each(features).SelectMany(x => Enumerable.Range(0, classes).Select(k => Logit(x, k)))];

    public double[] ClassLogLikelihood(Tensor features) =>
        [.. Each(features).SelectMany(x => Enumerable.Range(0, classes).Select(k => -Distance(x, k) - HalfLogDeterminant(k) - dimensions / 2.0 * Math.Log(2 * Math.PI)))];

    public double[] LogLikelihood(Tensor features) =>
        [.. Each(features).Select(x => LogSumExp([.. Enumerable.Range(0, classes).Select(k => Logit(x, k))]) - dimensions / 2.0 * Math.Log(2 * Math.PI))];

    public double Loss(Tensor features, Tensor labels)
    {
        double classification = 0, likelihood = 0;
        var z = labels.data<long>().ToArray();
        var samples = Each(features).ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            var distance = Distance(samples[i], (int)z[i]);
            var logits = Enumerable.Range(0, classes).Select(k => Logit(samples[i], k)).ToArray();
            logits[z[i]] -= alpha * distance;
            classification -= logits[z[i]] - LogSumExp(logits);
            likelihood += distance + HalfLogDeterminant((int)z[i]);
        }
        return (classification + lambda * likelihood) / samples.Count;
    }

    private double Logit(double[] x, int k) => Math.Log(prior[k]) - HalfLogDeterminant(k) - Distance(x, k);

    private double Distance(double[] x, int k)
    {
        var sum = 0.0;
        for (var j = 0; j < dimensions; j++) sum += Math.Pow(x[j] - mu[k * dimensions + j], 2) / variance[k * dimensions + j];
        return sum / 2;
    }

    private double HalfLogDeterminant(int k)
    {
        var sum = 0.0;
        for (var j = 0; j < dimensions; j++) sum += Math.Log(variance[k * dimensions + j]);
        return sum / 2;
    }

    private IEnumerable<double[]> Each(Tensor features) => features.Numbers().Chunk(dimensions);

    private static double[] Softmax(double[] logits) => [.. logits.Select(l => Math.Exp(l - LogSumExp(logits)))];

    private static double LogSumExp(double[] values) => values.Max() + Math.Log(values.Sum(v => Math.Exp(v - values.Max())));
}
