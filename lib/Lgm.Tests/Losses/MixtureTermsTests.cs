namespace Lgm.Tests.Losses;

/// <summary>The terms shown one by one add up to the loss that training takes.</summary>
[Collection(TorchState.Name)]
public sealed class MixtureTermsTests
{
    [Theory]
    [MemberData(nameof(GaussianMixtureCases.All), MemberType = typeof(GaussianMixtureCases))]
    public void TheyAddUpToTheLoss(Covariance covariance, bool learnedPriors, double margin, double weight)
    {
        using var scope = NewDisposeScope();
        var random = new Random(41);
        var head = GaussianMixtureCases.Head(random, 4, 3, covariance, learnedPriors, margin, weight);
        var (features, labels) = (random.Normal(1.5, 7, 3), random.Labels(7, 4));
        var classification = nn.functional.cross_entropy(MixtureTerms.TrainingLogits(head, features, labels), labels).item<double>();
        var distances = MixtureTerms.Distances(head, features).gather(1, labels.unsqueeze(1)).mean().item<double>();
        var determinants = head.LogVariances?.expand(4, 3).sum(1).mul(0.5).index_select(0, labels).mean().item<double>() ?? 0;
        Assert.Equal(head.Loss(features, labels).item<double>(), classification + weight * (distances + determinants), 1e-9);
    }

    [Fact]
    public void WithoutAMarginTrainingLogitsAreTestLogits()
    {
        using var scope = NewDisposeScope();
        var random = new Random(42);
        var head = GaussianMixtureCases.Head(random, 4, 3, Covariance.Diagonal, true, 0, 0);
        var (features, labels) = (random.Normal(1.5, 5, 3), random.Labels(5, 4));
        Golden.AssertClose(MixtureTerms.TrainingLogits(head, features, labels).Numbers(), head.Logits(features).Numbers(), 1e-12, "logits");
    }
}
