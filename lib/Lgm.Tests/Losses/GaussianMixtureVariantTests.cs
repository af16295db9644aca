namespace Lgm.Tests.Losses;

/// <summary>Everything between the published losses: each covariance, shared or not, learned or fixed, with each likelihood term.</summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureVariantTests
{
    private const int Classes = 3, Dimension = 2, Batch = 4;

    public static TheoryData<Covariance, bool, bool, Likelihood> Variants
    {
        get
        {
            var variants = new TheoryData<Covariance, bool, bool, Likelihood>();
            foreach (var covariance in Enum.GetValues<Covariance>())
                foreach (var shared in new[] { false, true })
                    foreach (var isFixed in new[] { false, true })
                        foreach (var likelihood in Enum.GetValues<Likelihood>()) variants.Add(covariance, shared, isFixed, likelihood);
            return variants;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void ValuesAndGradientsAreThoseOfTheSlowForm(Covariance covariance, bool shared, bool isFixed, Likelihood likelihood)
    {
        foreach (var normalized in new[] { false, true })
            foreach (var perDimension in new[] { false, true })
            {
                using var scope = NewDisposeScope();
                var random = new Random(11);
                var head = new GaussianMixture(Classes, Dimension, new GaussianMixtureOptions
                {
                    Covariance = covariance, SharedCovariance = shared, FixedCovariance = isFixed, InitialVariance = covariance == Covariance.Identity ? 1 : 2.5,
                    LearnedPriors = normalized, NormalizedLogits = normalized, Margin = 0.4, Likelihood = likelihood, LikelihoodPerDimension = perDimension, LikelihoodWeight = 0.3,
                }).to(float64).Redrawn(random);
                var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
                var slow = new SlowMixture(head);
                Golden.AssertClose(head.Logits(features).Numbers(), slow.Logits(features), 1e-10, $"logits, {head.Description}");
                Golden.AssertClose(head.ClassLogLikelihood(features).Numbers(), slow.ClassLogLikelihood(features), 1e-10, $"class log-likelihood, {head.Description}");
                Golden.AssertClose(head.LogLikelihood(features).Numbers(), slow.LogLikelihood(features), 1e-10, $"log-likelihood, {head.Description}");
                Golden.AssertClose(head.Loss(features, labels).Numbers(), [slow.Loss(features, labels)], 1e-10, $"loss, {head.Description}");
                FiniteDifferences.AssertGradients(head, features, labels);
            }
    }

    [Theory]
    [InlineData(Covariance.Isotropic, false, 3, 1)]
    [InlineData(Covariance.Isotropic, true, 1, 1)]
    [InlineData(Covariance.Diagonal, false, 3, 2)]
    [InlineData(Covariance.Diagonal, true, 1, 2)]
    public void LearnedVariancesStartWhereTold(Covariance covariance, bool shared, long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var head = new GaussianMixture(Classes, Dimension, new GaussianMixtureOptions { Covariance = covariance, SharedCovariance = shared, InitialVariance = 4 });
        Assert.Equal([rows, columns], head.LogVariances!.shape);
        Assert.All(head.LogVariances!.Numbers(), l => Assert.Equal(Math.Log(4), l, 1e-6));
        Assert.Null(new GaussianMixture(Classes, Dimension, head.Options with { FixedCovariance = true }).LogVariances);
    }

    // The exact relation of the paper's section 3: w_k = Lambda^-1 mu_k, b_k = log pi_k - 1/2 mu_k' Lambda^-1 mu_k.
    [Theory]
    [InlineData(Covariance.Isotropic, false)]
    [InlineData(Covariance.Isotropic, true)]
    [InlineData(Covariance.Diagonal, false)]
    [InlineData(Covariance.Diagonal, true)]
    public void ALearnedSharedCovarianceWithoutMarginIsSoftmax(Covariance covariance, bool learnedPriors)
    {
        using var scope = NewDisposeScope();
        var random = new Random(12);
        var mixture = new GaussianMixture(Classes, Dimension, new GaussianMixtureOptions { Covariance = covariance, SharedCovariance = true, LearnedPriors = learnedPriors, Margin = 0, LikelihoodWeight = 0 }).to(float64).Redrawn(random);
        var softmax = new Softmax(Classes, Dimension).to(float64);
        var precision = mixture.LogVariances!.neg().exp().expand(1, Dimension);
        using (no_grad())
        {
            softmax.state_dict()["classifier.weight"].copy_(mixture.Means * precision);
            softmax.state_dict()["classifier.bias"].copy_((mixture.Means.square() * precision).sum(1) * -0.5 + (mixture.PriorLogits is { } eta ? eta.log_softmax(0) : zeros(Classes, float64)));
        }
        var (features, labels) = (random.Normal(1.5, 9, Dimension), random.Labels(9, Classes));
        Golden.AssertClose(mixture.Loss(features, labels).Numbers(), softmax.Loss(features, labels).Numbers(), 1e-12, "loss");
        Golden.AssertClose(mixture.Logits(features).softmax(1).Numbers(), softmax.Logits(features).softmax(1).Numbers(), 1e-12, "probabilities");
    }

    [Fact]
    public void VariancesThatAreOneAreTheIdentity()
    {
        using var scope = NewDisposeScope();
        var random = new Random(13);
        var (features, labels) = (random.Normal(1.5, 9, Dimension), random.Labels(9, Classes));
        var identity = new GaussianMixture(Classes, Dimension, new GaussianMixtureOptions { Margin = 0.4, LikelihoodWeight = 0.3 }).to(float64).Redrawn(random);
        foreach (var covariance in new[] { Covariance.Isotropic, Covariance.Diagonal })
            foreach (var shared in new[] { false, true })
                foreach (var isFixed in new[] { false, true })
                {
                    var head = new GaussianMixture(Classes, Dimension, identity.Options with { Covariance = covariance, SharedCovariance = shared, FixedCovariance = isFixed }).to(float64);
                    head.Means.Put(identity.Means.Numbers());
                    Assert.Equal(identity.Loss(features, labels).item<double>(), head.Loss(features, labels).item<double>(), 1e-12);
                    Golden.AssertClose(head.LogLikelihood(features).Numbers(), identity.LogLikelihood(features).Numbers(), 1e-12, head.Description);
                }
    }
}
