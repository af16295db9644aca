using Lgm.Detection;
using Lgm.Losses;
using Lgm.Tests.Losses;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Detection;

[Collection(TorchState.Name)]
public sealed class RefittedLikelihoodTests
{
    private static readonly Softmax s_head = new(2, 4);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 8)]
    public void ScoresAreThoseOfTheSlowForm(int classes, int dimension)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var labels = tensor(Enumerable.Range(0, 40).Select(i => (long)(i % classes)).ToArray());
        var (train, test, predicted) = (random.Normal(2, 40, dimension), random.Normal(3, 12, dimension), random.Labels(12, classes));
        using var detector = new RefittedLikelihood("a name");
        detector.Fit(new Softmax(classes, dimension), train, labels);
        Golden.AssertClose(detector.Score(test, predicted), Slow(Rows(train), labels.data<long>().ToArray(), classes, Rows(test), predicted.data<long>().ToArray()), 1e-10, "score");
        // float32 features are fitted and scored in float64.
        detector.Fit(new Softmax(classes, dimension), train.to(float32), labels);
        Golden.AssertClose(detector.Score(test.to(float32), predicted), Slow(Rows(train), labels.data<long>().ToArray(), classes, Rows(test), predicted.data<long>().ToArray()), 1e-4, "score of float32");

        double[][] Rows(Tensor features) => [.. features.Numbers().Chunk(dimension)];
    }

    // -log N(x; mu_k, diag v), mu_k the mean of class k and v the mean squared distance of every sample to its own mean.
    private static double[] Slow(double[][] train, long[] z, int classes, double[][] test, long[] predicted)
    {
        var dimension = train[0].Length;
        var mu = Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, dimension).Select(j => train.Where((_, i) => z[i] == k).Average(x => x[j])).ToArray()).ToArray();
        var variance = Enumerable.Range(0, dimension).Select(j => train.Select((x, i) => Math.Pow(x[j] - mu[z[i]][j], 2)).Average()).ToArray();
        return [.. test.Select((x, i) => Enumerable.Range(0, dimension)
            .Sum(j => 0.5 * (Math.Pow(x[j] - mu[predicted[i]][j], 2) / variance[j] + Math.Log(2 * Math.PI * variance[j]))))];
    }

    [Fact]
    public void FartherIsMoreAbnormal()
    {
        using var scope = NewDisposeScope();
        using var detector = Fitted(new Random(2).Normal(1, 30, 4));
        double[] scores = [.. Enumerable.Range(0, 20).Select(i => detector.Score(full([1, 4], 10.0 * i, float64), zeros([1], int64))[0])];
        Assert.Equal(scores.Order(), scores);
        Assert.Equal(scores.Distinct(), scores);
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
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1e6)]
    public void FeaturesOfADeadNetworkStayFinite(double constant)
    {
        using var scope = NewDisposeScope();
        var features = full([30, 4], constant, float64);
        using var detector = Fitted(features);
        Assert.All(detector.Score(features, zeros([30], int64)), s => Assert.True(double.IsFinite(s)));
    }

    [Fact]
    public void ScoringBeforeFittingIsRefused()
    {
        using var scope = NewDisposeScope();
        using var detector = new RefittedLikelihood("a name");
        Assert.Contains("Fit", Assert.Throws<InvalidOperationException>(() => detector.Score(zeros(1, 4), zeros([1], int64))).Message);
    }

    [Fact]
    public void AClassWithoutSamplesIsNamed()
    {
        using var scope = NewDisposeScope();
        using var detector = new RefittedLikelihood("a name");
        var message = Assert.Throws<WorkbookException>(() => detector.Fit(new Softmax(3, 2), zeros(4, 2), tensor(new[] { 0L, 0, 2, 2 }))).Message;
        Assert.StartsWith("Class 1 ", message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void FeaturesThatAreNoNumbersAreRefused(double bad)
    {
        using var scope = NewDisposeScope();
        var features = new Random(4).Normal(1, 30, 4);
        features[3, 1] = tensor(bad);
        Assert.Contains("NaN", Assert.Throws<WorkbookException>(() => Fitted(features)).Message);
    }

    [Fact]
    public void FittingAgainForgetsTheFirst()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new Random(5).Normal(1, 30, 4), new Random(6).Normal(2, 30, 4));
        using var twice = Fitted(first);
        twice.Fit(s_head, second, Halves);
        Assert.Equal(Fitted(second).Score(first, Halves), twice.Score(first, Halves));
    }

    private static Tensor Halves => tensor(Enumerable.Range(0, 30).Select(i => i % 2L).ToArray());

    private static RefittedLikelihood Fitted(Tensor features)
    {
        var detector = new RefittedLikelihood("a name");
        detector.Fit(s_head, features, Halves);
        return detector;
    }
}
