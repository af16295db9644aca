namespace Lgm.Tests.Losses;

/// <summary>Every combination of the mixture's options that changes its formula.</summary>
public static class GaussianMixtureCases
{
    public static TheoryData<Covariance, bool, double, double> All
    {
        get
        {
            var cases = new TheoryData<Covariance, bool, double, double>();
            foreach (var covariance in Enum.GetValues<Covariance>())
                foreach (var learnedPriors in new[] { false, true })
                    foreach (var margin in new[] { 0, 0.7 })
                        foreach (var weight in new[] { 0, 0.2 })
                            cases.Add(covariance, learnedPriors, margin, weight);
            return cases;
        }
    }

    internal static GaussianMixture Head(Random random, int classes, int features, Covariance covariance, bool learnedPriors, double margin, double weight, ScalarType type = ScalarType.Float64) =>
        new GaussianMixture(classes, features, new GaussianMixtureOptions { Covariance = covariance, LearnedPriors = learnedPriors, Margin = margin, LikelihoodWeight = weight }).to(type).Redrawn(random);
}
