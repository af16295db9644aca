namespace Lgm.Tests.Losses;

/// <summary>Values and gradients of the mixture, under every combination of options, against the slow form.</summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureFormulaTests
{
    // B, K, D: batches and dimensions of one, two classes, and more classes than dimensions and the reverse.
    private static readonly (int Batch, int Classes, int Features)[] s_shapes = [(1, 2, 1), (1, 2, 5), (7, 2, 3), (5, 10, 2), (4, 3, 40), (33, 6, 17)];

    [Theory]
    [MemberData(nameof(GaussianMixtureCases.All), MemberType = typeof(GaussianMixtureCases))]
    public void ValuesAreThoseOfTheSlowForm(Covariance covariance, bool learnedPriors, double margin, double weight)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 1e-4) })
            foreach (var (batch, classes, dimension) in s_shapes)
            {
                using var scope = NewDisposeScope();
                var random = new Random(batch + 100 * classes);
                var head = GaussianMixtureCases.Head(random, classes, dimension, covariance, learnedPriors, margin, weight, type);
                var features = random.Normal(1.5, batch, dimension).to(type);
                var labels = random.Labels(batch, classes);
                var slow = new SlowMixture(head);
                var what = $"{type} B={batch} {head.Description}";
                Golden.AssertClose(head.Logits(features).Numbers(), slow.Logits(features), tolerance, $"logits, {what}");
                Golden.AssertClose(head.ClassLogLikelihood(features).Numbers(), slow.ClassLogLikelihood(features), tolerance, $"class log-likelihood, {what}");
                Golden.AssertClose(head.LogLikelihood(features).Numbers(), slow.LogLikelihood(features), tolerance, $"log-likelihood, {what}");
                Golden.AssertClose(head.Loss(features, labels).Numbers(), [slow.Loss(features, labels)], tolerance, $"loss, {what}");
                Assert.Equal([batch, classes], head.Logits(features).shape);
                Assert.Equal([batch, classes], head.ClassLogLikelihood(features).shape);
                Assert.Equal([batch], head.LogLikelihood(features).shape);
                Assert.Empty(head.Loss(features, labels).shape);
            }
    }

    [Theory]
    [MemberData(nameof(GaussianMixtureCases.All), MemberType = typeof(GaussianMixtureCases))]
    public void GradientsAreFiniteDifferences(Covariance covariance, bool learnedPriors, double margin, double weight)
    {
        using var scope = NewDisposeScope();
        var random = new Random(5);
        var head = GaussianMixtureCases.Head(random, 3, 4, covariance, learnedPriors, margin, weight);
        FiniteDifferences.AssertGradients(head, random.Normal(1.5, 5, 4), random.Labels(5, 3));
    }

    [Fact]
    public void SchedulesAreReadAtThePresentEpoch()
    {
        using var scope = NewDisposeScope();
        var random = new Random(6);
        var options = new GaussianMixtureOptions { Covariance = Covariance.Diagonal, Margin = new(1, RampEpochs: 4), LikelihoodWeight = new(0.1, RampEpochs: 2, From: 0.02) };
        var head = new GaussianMixture(4, 3, options).to(float64).Redrawn(random);
        var (features, labels) = (random.Normal(1, 6, 3), random.Labels(6, 4));
        foreach (var epoch in new[] { 0, 0.5, 1, 3, 4, 9 })
        {
            head.Epoch = epoch;
            Assert.Equal(new SlowMixture(head).Loss(features, labels), head.Loss(features, labels).item<double>(), 1e-10);
        }
    }
}
