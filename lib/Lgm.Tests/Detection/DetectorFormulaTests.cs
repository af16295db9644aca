namespace Lgm.Tests.Detection;

/// <summary>Every detector against its formula, written out sample by sample and feature by feature.</summary>
[Collection(TorchState.Name)]
public sealed class DetectorFormulaTests
{
    private const int K = 3, D = 4, Train = 45, Test = 14;

    private static readonly double[][] s_train = Rows(2, Train), s_test = Rows(3, Test);
    private static readonly int[] s_labels = [.. Enumerable.Range(0, Train).Select(i => i % K)], s_predicted = [.. Enumerable.Range(0, Test).Select(i => i * 7 % K)];

    private static double[][] Rows(int seed, int count)
    {
        using var scope = NewDisposeScope();
        return [.. new Random(seed).Normal(1.5, count, D).Numbers().Chunk(D)];
    }

    private static double[] Score(string name, ClassificationHead head)
    {
        using var scope = NewDisposeScope();
        static Tensor Of(double[][] rows) => tensor([.. rows.SelectMany(r => r)], [rows.Length, D], float64);
        static Tensor Classes(int[] labels) => tensor(labels.Select(z => (long)z).ToArray());
        using var detector = DetectorCatalogue.Create(name).Fit(head, Of(s_train), Classes(s_labels));
        return detector.Score(Of(s_test), Classes(s_predicted));
    }

    private static void AssertScores(string name, ClassificationHead head, Func<double[], int, double> slow) =>
        Golden.AssertClose(Score(name, head.to(float64)), [.. s_test.Select((x, i) => slow(x, s_predicted[i]))], 1e-9, name);

    private static double LogNormal(double x, double mean, double variance) => -0.5 * Math.Log(2 * Math.PI * variance) - (x - mean) * (x - mean) / (2 * variance);
    private static double LogSumExp(IEnumerable<double> logs) => Math.Log(logs.Sum(Math.Exp));

    private static double Mean(int k, int j) => s_train.Where((_, i) => s_labels[i] == k).Average(x => x[j]);

    private static double Variance(string covariance, int k, int j) => covariance switch
    {
        "identity" => 1,
        "isotropic" => s_train.Select((x, i) => Enumerable.Range(0, D).Average(f => Math.Pow(x[f] - Mean(s_labels[i], f), 2))).Average(),
        "shared" => s_train.Select((x, i) => Math.Pow(x[j] - Mean(s_labels[i], j), 2)).Average(),
        _ => s_train.Where((_, i) => s_labels[i] == k).Average(x => Math.Pow(x[j] - Mean(k, j), 2)),
    };

    [Theory]
    [InlineData("shared", "")]
    [InlineData("identity", "-identity")]
    [InlineData("isotropic", "-isotropic")]
    [InlineData("per-class", "-per-class")]
    public void RefittedLikelihoods(string covariance, string suffix)
    {
        double OfClass(double[] x, int k) => Enumerable.Range(0, D).Sum(j => LogNormal(x[j], Mean(k, j), Variance(covariance, k, j)));
        AssertScores("refitted-likelihood" + suffix, new Softmax(K, D), (x, k) => -OfClass(x, k));
        AssertScores("refitted-mixture" + suffix, new Softmax(K, D), (x, _) => -LogSumExp(Enumerable.Range(0, K).Select(k => OfClass(x, k) - Math.Log(K))));
    }

    [Fact]
    public void LearnedLikelihoods()
    {
        var head = new GaussianMixture(K, D, new GaussianMixtureOptions { Covariance = Covariance.Diagonal, LearnedPriors = true }).Redrawn(new Random(5));
        var (means, logVariances, priors) = (head.Means.Numbers(), head.LogVariances!.Numbers(), head.PriorLogits!.Numbers());
        double OfClass(double[] x, int k) => Enumerable.Range(0, D).Sum(j => LogNormal(x[j], means[k * D + j], Math.Exp(logVariances[k * D + j])));
        AssertScores("learned-likelihood", head, (x, k) => -OfClass(x, k));
        AssertScores("learned-mixture", head, (x, _) => -LogSumExp(Enumerable.Range(0, K).Select(k => priors[k] - LogSumExp(priors) + OfClass(x, k))));
    }

    [Fact]
    public void CenterDistance()
    {
        var head = new CenterLoss(K, D).Redrawn(new Random(5));
        var centers = head.Centers.Numbers();
        AssertScores("center-distance", head, (x, k) => Math.Sqrt(Enumerable.Range(0, D).Sum(j => Math.Pow(x[j] - centers[k * D + j], 2))));
    }

    [Fact]
    public void MaximumProbabilityAndLogit()
    {
        var head = new Softmax(K, D).Redrawn(new Random(5));
        var (weight, bias) = (head.state_dict()["classifier.weight"].Numbers(), head.state_dict()["classifier.bias"].Numbers());
        double[] Logits(double[] x) => [.. Enumerable.Range(0, K).Select(k => bias[k] + Enumerable.Range(0, D).Sum(j => weight[k * D + j] * x[j]))];
        AssertScores("maximum-logit", head, (x, _) => -Logits(x).Max());
        AssertScores("feature-length", head, (x, _) => -Math.Sqrt(x.Sum(v => v * v)));
        AssertScores("maximum-probability", head, (x, _) => Math.Exp(Logits(x).Max() - LogSumExp(Logits(x))) is var p ? -Math.Log(p / (1 - p)) : 0);
    }

    // In float32 both probabilities are 1; the surer one still scores lower.
    [Fact]
    public void SureProbabilitiesAreStillRanked()
    {
        using var scope = NewDisposeScope();
        var head = new Softmax(2, 1);
        head.state_dict()["classifier.weight"].Put(40, -40);
        head.state_dict()["classifier.bias"].Put(0, 0);
        using var detector = new MaximumProbability();
        var features = tensor(new[] { 1f, 2f }).unsqueeze(1);
        detector.Fit(head, features, tensor(new[] { 0L, 1 }));
        Assert.Equal([1, 1], head.Logits(features).softmax(1).amax(1).Numbers());
        Assert.Equal([-80, -160], detector.Score(features, zeros([2], int64)));
    }

    // ../Golden/detectors.py computes the same in NumPy.
    [Theory]
    [InlineData("softmax")]
    [InlineData("lgm")]
    public void TodaysDetectorsAreThoseOfNumPy(string loss)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Read("detectors.json");
        Tensor Of(string name) => golden.GetProperty(name).Tensor();
        var head = LossCatalogue.Create(loss, 4, 6).to(float64);
        foreach (var (name, weight) in head.state_dict()) weight.Put(Of(name.Replace("classifier.", "")).Numbers());
        var test = Of("test");
        foreach (var scores in golden.GetProperty("scores").GetProperty(loss).EnumerateObject())
        {
            using var detector = DetectorCatalogue.Create(scores.Name).Fit(head, Of("train"), Of("labels").to(int64));
            Golden.AssertClose(detector.Score(test, head.Logits(test).argmax(1)), scores.Value.Numbers(), 1e-8, scores.Name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1e4)]
    public void AFeatureThatNeverVariesStaysFiniteAndDoesNotDrownTheOthers(double constant)
    {
        using var scope = NewDisposeScope();
        var features = new Random(3).Normal(1, 30, 4);
        features[TensorIndex.Colon, TensorIndex.Single(2)] = tensor(constant);
        using var detector = Fitted(features);
        var near = detector.Score(features, zeros([30], int64));
        Assert.All(near, s => Assert.True(double.IsFinite(s)));
        var far = features.clone();
        far[TensorIndex.Colon, TensorIndex.Single(0)] = tensor(50.0);
        Assert.True(detector.Score(far, zeros([30], int64)).Min() > near.Max());
        // Nor does a network that is dead altogether give infinity.
        var same = full([30, 4], constant, float64);
        using var dead = Fitted(same);
        Assert.All(dead.Score(same, zeros([30], int64)), s => Assert.True(double.IsFinite(s)));
    }

    [Fact]
    public void AClassWithoutSamplesAndFeaturesThatAreNoNumbersAreNamed()
    {
        using var scope = NewDisposeScope();
        var message = Assert.Throws<WorkbookException>(() => new RefittedLikelihood().Fit(new Softmax(3, 2), zeros(4, 2), tensor(new[] { 0L, 0, 2, 2 }))).Message;
        Assert.StartsWith("Class 1 ", message);
        foreach (var bad in new[] { double.NaN, double.NegativeInfinity })
        {
            var features = new Random(4).Normal(1, 30, 4);
            features[3, 1] = tensor(bad);
            Assert.Contains("NaN", Assert.Throws<WorkbookException>(() => Fitted(features)).Message);
        }
    }

    private static Detector Fitted(Tensor features) => new RefittedLikelihood().Fit(new Softmax(2, 4), features, tensor(Enumerable.Range(0, 30).Select(i => i % 2L).ToArray()));
}
