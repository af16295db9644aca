namespace Lgm.Tests.Losses;

/// <summary>The L-GM loss as the paper writes it: loops over samples, classes and dimensions, nothing multiplied out.</summary>
internal sealed class SlowMixture(GaussianMixture head)
{
    private readonly GaussianMixtureOptions options = head.Options;
    private readonly int classes = head.Classes, dimensions = head.Features;
    private readonly double[] mu = head.Means.Numbers();
    private readonly double[]? logVariance = head.LogVariances?.Numbers();
    private readonly long[] varianceShape = head.LogVariances?.shape ?? [1, 1];
    private readonly double[] prior = Softmax(head.PriorLogits?.Numbers() ?? new double[head.Classes]);
    private readonly double alpha = head.Options.Margin.At(head.Epoch), lambda = head.Options.LikelihoodWeight.At(head.Epoch);

    public double[] Logits(Tensor features) => ForEachClass(features, Logit);

    public double[] ClassLogLikelihood(Tensor features) => ForEachClass(features, LogDensity);

    public double[] LogLikelihood(Tensor features) =>
        [.. Each(features).Select(x => LogSumExp([.. Enumerable.Range(0, classes).Select(k => Math.Log(prior[k]) + LogDensity(x, k))]))];

    public double Loss(Tensor features, Tensor labels)
    {
        double classification = 0, likelihood = 0;
        var z = labels.data<long>().ToArray();
        var samples = Each(features).ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            var logits = Enumerable.Range(0, classes).Select(k => Logit(samples[i], k)).ToArray();
            logits[z[i]] -= alpha * Distance(samples[i], (int)z[i]);
            classification -= logits[z[i]] - LogSumExp(logits);
            likelihood += LikelihoodTerm(samples[i], (int)z[i]);
        }
        if (options.LikelihoodPerDimension) likelihood /= dimensions;
        return (classification + lambda * likelihood) / samples.Count;
    }

    private double LikelihoodTerm(double[] x, int z) => options.Likelihood switch
    {
        Likelihood.TrueClass => Distance(x, z) + HalfLogDeterminant(z),
        Likelihood.AllClasses => Enumerable.Range(0, classes).Average(k => Distance(x, k) + HalfLogDeterminant(k)),
        Likelihood.Euclidean => x.Select((v, j) => Math.Pow(v - mu[z * dimensions + j], 2)).Sum() / 2,
        _ => throw new NotSupportedException(),
    };

    private double Logit(double[] x, int k) => -Distance(x, k) + (options.NormalizedLogits ? Math.Log(prior[k]) - HalfLogDeterminant(k) : 0);

    private double LogDensity(double[] x, int k) => -Distance(x, k) - HalfLogDeterminant(k) - dimensions / 2.0 * Math.Log(2 * Math.PI);

    // One row: all classes share it. One column: all dimensions do.
    private double Variance(int k, int j) => logVariance is null
        ? options.InitialVariance
        : Math.Exp(logVariance[(varianceShape[0] == 1 ? 0 : k) * varianceShape[1] + (varianceShape[1] == 1 ? 0 : j)]);

    private double Distance(double[] x, int k)
    {
        var sum = 0.0;
        for (var j = 0; j < dimensions; j++) sum += Math.Pow(x[j] - mu[k * dimensions + j], 2) / Variance(k, j);
        return sum / 2;
    }

    private double HalfLogDeterminant(int k)
    {
        var sum = 0.0;
        for (var j = 0; j < dimensions; j++) sum += Math.Log(Variance(k, j));
        return sum / 2;
    }

    private double[] ForEachClass(Tensor features, Func<double[], int, double> value) =>
        [.. Each(features).SelectMany(x => Enumerable.Range(0, classes).Select(k => value(x, k)))];

    private IEnumerable<double[]> Each(Tensor features) => features.Numbers().Chunk(dimensions);

    private static double[] Softmax(double[] logits) => [.. logits.Select(l => Math.Exp(l - LogSumExp(logits)))];

    private static double LogSumExp(double[] values) => values.Max() + Math.Log(values.Sum(v => Math.Exp(v - values.Max())));
}
