namespace Lgm.Tests.Losses;

/// <summary>What the paper says the mixture is, in other words: softmax, centre loss, and where the margin stands.</summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureRelationTests
{
    private const int Classes = 4, Dimension = 3, Batch = 6;
    private readonly Random random = new(21);
    private readonly Tensor features;
    private readonly Tensor labels;

    public GaussianMixtureRelationTests() => (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));

    private GaussianMixture Mixture(Covariance covariance, bool learnedPriors, double margin, double weight) =>
        GaussianMixtureCases.Head(random, Classes, Dimension, covariance, learnedPriors, margin, weight);

    [Fact]
    public void ASharedCovarianceWithoutMarginIsSoftmax()
    {
        using var scope = NewDisposeScope();
        var mixture = Mixture(Covariance.Identity, false, margin: 0, weight: 0);
        var softmax = new Softmax(Classes, Dimension).to(float64);
        // w_k = mu_k, b_k = -1/2 |mu_k|^2: what is left of the logit, -1/2 |x|^2 + log 1/K, is the same for every class.
        softmax.state_dict()["classifier.weight"].Put(mixture.Means.Numbers());
        softmax.state_dict()["classifier.bias"].Put([.. mixture.Means.Numbers().Chunk(Dimension).Select(m => -m.Sum(v => v * v) / 2)]);
        Golden.AssertClose(mixture.Loss(features, labels).Numbers(), softmax.Loss(features, labels).Numbers(), 1e-12, "loss");
        Golden.AssertClose(mixture.Logits(features).softmax(1).Numbers(), softmax.Logits(features).softmax(1).Numbers(), 1e-12, "probabilities");
    }

    [Fact]
    public void TheLikelihoodTermOfTheIdentityIsThePullOfCentreLoss()
    {
        using var scope = NewDisposeScope();
        var (light, heavy) = (Mixture(Covariance.Identity, false, 0, 0), Mixture(Covariance.Identity, false, 0, 0.3));
        heavy.Means.Put(light.Means.Numbers());
        var (none, center) = (new CenterLoss(Classes, Dimension, new() { Weight = 0 }).to(float64).Redrawn(random), new CenterLoss(Classes, Dimension, new() { Weight = 0.3 }).to(float64));
        center.load_state_dict(none.state_dict());
        foreach (var head in new[] { none, center }) head.Centers.Put(light.Means.Numbers());
        var pull = center.Loss(features, labels).item<double>() - none.Loss(features, labels).item<double>();
        Assert.NotEqual(0, pull, 0.1);
        Assert.Equal(pull, heavy.Loss(features, labels).item<double>() - light.Loss(features, labels).item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(Covariance.Identity)]
    [InlineData(Covariance.Diagonal)]
    public void TheMarginIsInTrainingOnly(Covariance covariance)
    {
        using var scope = NewDisposeScope();
        var (with, without) = (Mixture(covariance, true, margin: 2, weight: 0), Mixture(covariance, true, margin: 0, weight: 0));
        with.load_state_dict(without.state_dict());
        Assert.Equal(without.Logits(features).Numbers(), with.Logits(features).Numbers());
        Assert.Equal(without.LogLikelihood(features).Numbers(), with.LogLikelihood(features).Numbers());
        Assert.True(with.Loss(features, labels).item<double>() > without.Loss(features, labels).item<double>() + 0.1);
    }

    [Fact]
    public void TheMarginTouchesNeitherDeterminantNorPrior()
    {
        using var scope = NewDisposeScope();
        var (with, without) = (Mixture(Covariance.Diagonal, true, margin: 5, weight: 0), Mixture(Covariance.Diagonal, true, margin: 0, weight: 0));
        with.load_state_dict(without.state_dict());
        // On its own mean a sample has d_z = 0: no margin is left to see, whatever the variances and the priors.
        var own = with.Means.detach().index_select(0, labels);
        Assert.Equal(without.Loss(own, labels).item<double>(), with.Loss(own, labels).item<double>(), 1e-9);
    }

    [Theory]
    [InlineData(0.01, 0.0025)]
    [InlineData(0.3, 0.065)]
    [InlineData(1, 0.172)]
    public void TheTwoTrainingBoundariesLieTheMarginApart(double alpha, double gap)
    {
        using var scope = NewDisposeScope();
        var head = new GaussianMixture(2, 1, new GaussianMixtureOptions { Margin = alpha, LikelihoodWeight = 0 }).to(float64);
        head.Means.Put(0, 1);
        // Class 0's training boundary, where its loss is log 2: S / (1 + sqrt(1 + alpha)) from its mean.
        var boundary = tensor(new double[,] { { 1 / (1 + Math.Sqrt(1 + alpha)) } });
        Assert.Equal(Math.Log(2), head.Loss(boundary, tensor(new[] { 0L })).item<double>(), 1e-12);
        Assert.Equal(Math.Log(2), head.Loss(1 - boundary, tensor(new[] { 1L })).item<double>(), 1e-12);
        Assert.Equal(gap, 1 - 2 * boundary.item<double>(), 5e-4);
    }
}
