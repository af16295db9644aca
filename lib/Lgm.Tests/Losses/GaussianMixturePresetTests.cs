namespace Lgm.Tests.Losses;

/// <summary>
/// Each published loss against its source's own formula, written out sample by sample in double precision, without the
/// options: a preset that loses a factor or a term fails here.
/// </summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixturePresetTests
{
    private const int Classes = 4, Dimension = 3, Batch = 5;

    // alpha and lambda at epochs 0, 3 and 100, and the likelihood of one sample from its squared distances |x - mu_k|^2 to all means.
    private static readonly Dictionary<string, (double[] Alpha, double[] Lambda, Func<double[], int, double> Likelihood)> s_sources = new()
    {
        ["lgm"] = ([1, 1, 1], [0.1, 0.1, 0.1], (squares, z) => squares[z] / 2),
        ["gm"] = ([0, 0, 0], [0.1, 0.1, 0.1], (squares, z) => squares[z] / 2),
        ["lgm-caffe"] = ([0.1, 0.1, 0.3], [0.1, 0.1, 0.1], (squares, z) => squares[z] / 2),
        ["lgm-tensorflow"] = ([0.1, 0.1, 0.1], [0.01, 0.01, 0.01], (squares, z) => squares[z] / 2),
        ["lgm-tpami-cifar"] = ([0.03, 0.03 + 0.27 * 3 / 30, 0.3], [0.001, 0.001 + 0.099 * 3 / 30, 0.1], (squares, z) => squares[z]),
        ["lgm-tpami-mnist"] = ([0.1, 0.1 + 0.9 * 3 / 5, 1], [0.001, 0.001 + 0.099 * 3 / 5, 0.1], (squares, z) => squares.Average()),
    };

    public static TheoryData<string> Sources => [.. s_sources.Keys];

    [Fact]
    public void EveryPublishedLossIsReDerived() =>
        Assert.Equal(LossCatalogue.Names.Where(n => n.Contains("gm", StringComparison.Ordinal)).Order(), s_sources.Keys.Append("lgm-paper").Order());

    [Theory]
    [MemberData(nameof(Sources))]
    public void LossAndGradientsAreThoseOfTheSource(string name)
    {
        using var scope = NewDisposeScope();
        var random = new Random(31);
        var head = ((GaussianMixture)LossCatalogue.Create(name, Classes, Dimension)).to(float64).Redrawn(random);
        Assert.Equal(["means"], head.state_dict().Keys);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        var (x, mu, z) = (features.Numbers().Chunk(Dimension).ToArray(), head.Means.Numbers().Chunk(Dimension).ToArray(), labels.data<long>().ToArray());
        var (alphas, lambdas, likelihood) = s_sources[name];
        foreach (var (place, epoch) in new[] { 0.0, 3, 100 }.Index())
        {
            head.Epoch = epoch;
            var expected = 0.0;
            for (var i = 0; i < Batch; i++)
            {
                var squares = mu.Select(m => m.Zip(x[i], (a, b) => (a - b) * (a - b)).Sum()).ToArray();
                var logits = squares.Select((s, k) => -s / 2 * (k == z[i] ? 1 + alphas[place] : 1)).ToArray();
                var classification = Math.Log(logits.Sum(Math.Exp)) - logits[z[i]];
                expected += (classification + lambdas[place] * likelihood(squares, (int)z[i])) / Batch;
            }
            Assert.Equal(expected, head.Loss(features, labels).item<double>(), 1e-12);
            FiniteDifferences.AssertGradients(head, features, labels);
        }
    }

    // Eq. 13-18 with variances of their own; the experiment gives alpha, lambda and whether priors are learned.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThePapersLossIsEquations13To18(bool learnedPriors)
    {
        using var scope = NewDisposeScope();
        var random = new Random(32);
        var head = ((GaussianMixture)LossCatalogue.Create("lgm-paper", Classes, Dimension, new() { Mixture = new() { Margin = 0.3, LikelihoodWeight = 0.2, LearnedPriors = learnedPriors } })).to(float64).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        var (x, mu, z) = (features.Numbers().Chunk(Dimension).ToArray(), head.Means.Numbers().Chunk(Dimension).ToArray(), labels.data<long>().ToArray());
        var v = head.LogVariances!.Numbers().Select(Math.Exp).Chunk(Dimension).ToArray();
        var eta = head.PriorLogits?.Numbers() ?? new double[Classes];
        var expected = 0.0;
        for (var i = 0; i < Batch; i++)
        {
            double Distance(int k) => Enumerable.Range(0, Dimension).Sum(j => Math.Pow(x[i][j] - mu[k][j], 2) / v[k][j]) / 2;
            double Determinant(int k) => v[k].Aggregate(1.0, (a, b) => a * b);
            // Densities as the paper writes them, exp(-d) / sqrt|Lambda|; small numbers only.
            double Weighted(int k) => Math.Exp(eta[k]) / eta.Sum(Math.Exp) * Math.Exp(-Distance(k) * (k == z[i] ? 1.3 : 1)) / Math.Sqrt(Determinant(k));
            var truth = (int)z[i];
            expected -= Math.Log(Weighted(truth) / Enumerable.Range(0, Classes).Sum(Weighted)) / Batch;
            expected += 0.2 * (Distance(truth) + Math.Log(Determinant(truth)) / 2) / Batch;
        }
        Assert.Equal(expected, head.Loss(features, labels).item<double>(), 1e-12);
        FiniteDifferences.AssertGradients(head, features, labels);
    }

    // |x - mu_z|^2 alone moves x by lambda (x - mu_z) / B, the gradient that the Caffe layer adds.
    [Fact]
    public void TheCaffeLayersPullIsNotDividedByTheVariance()
    {
        using var scope = NewDisposeScope();
        var random = new Random(33);
        var options = GaussianMixturePresets.Caffe with { InitialVariance = 4 };
        var (pulled, free) = (new GaussianMixture(Classes, Dimension, options).to(float64).Redrawn(random), new GaussianMixture(Classes, Dimension, options with { LikelihoodWeight = 0 }).to(float64));
        free.Means.Put(pulled.Means.Numbers());
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        double[] Gradient(GaussianMixture head)
        {
            var x = features.clone().requires_grad_();
            head.Loss(x, labels).backward();
            return x.grad!.Numbers();
        }
        var pull = Gradient(pulled).Zip(Gradient(free), (a, b) => a - b).ToArray();
        Golden.AssertClose(pull, ((features - pulled.Means.index_select(0, labels)) * (0.1 / Batch)).Numbers(), 1e-12, "pull");
    }

    [Fact]
    public void TheCaffeMarginRisesInStepsOf5000IterationsOfCifar100()
    {
        var epochs = 5000.0 * 128 / 50_000;
        var margin = GaussianMixturePresets.Caffe.Margin;
        Assert.Equal([0.1, 0.1, 0.2, 0.2, 0.3, 0.3], new[] { 0, 0.99 * epochs, epochs, 1.99 * epochs, 2 * epochs, 90 }.Select(t => Math.Round(margin.At(t), 12)));
    }

    // "paper" and "gm" take the rest from the experiment; the others are as published, whatever it says.
    [Fact]
    public void OnlyTheExperimentsOwnLossesFollowItsOptions()
    {
        var experiment = new GaussianMixtureOptions { Margin = 0.7, LikelihoodWeight = 0.03, LearnedPriors = true, VarianceFloor = 0.01 };
        Assert.Equal(experiment with { Covariance = Covariance.Diagonal }, Given("lgm-paper"));
        Assert.Equal(experiment with { Margin = 0 }, Given("gm"));
        Assert.Equal(experiment, Given("lgm"));
        Assert.Equal(GaussianMixturePresets.Caffe, Given("lgm-caffe"));
        Assert.Equal(GaussianMixturePresets.TpamiMnist, Given("lgm-tpami-mnist"));

        GaussianMixtureOptions Given(string name)
        {
            using var head = (GaussianMixture)LossCatalogue.Create(name, Classes, Dimension, new() { Mixture = experiment });
            return head.Options;
        }
    }
}
