namespace Lgm.Experiments;

/// <summary>What <see cref="ProtocolSearch"/> measured.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="TestImages">How many test images.</param>
/// <param name="Networks">The networks measured, D of each before it.</param>
/// <param name="Candidates">Every protocol tried, the nearest to the paper's four numbers first.</param>
/// <param name="Saturated">The largest share of images that FGSM by cross-entropy left as they were, its gradient being zero.</param>
public sealed record ProtocolSearchResult(
    IReadOnlyList<string> DataFingerprints, int TestImages, IReadOnlyList<SearchedNetwork> Networks, IReadOnlyList<ProtocolCandidate> Candidates, double Saturated);

/// <summary>A trained network of the search.</summary>
/// <param name="Features">Its D.</param>
/// <param name="Network">What it is.</param>
public sealed record SearchedNetwork(int Features, MeasuredNetwork Network);

/// <summary>One protocol and the four equal error rates that it gives; null where no attack succeeded.</summary>
/// <param name="Features">D of the networks.</param>
/// <param name="Attack">The one that the first three rates are under, in words.</param>
/// <param name="Score">How each loss is scored, in words.</param>
/// <param name="Epsilon">In pixel units.</param>
/// <param name="Positives"><c>all</c> attacked digits or the <c>successful</c> ones.</param>
/// <param name="Softmax">EER under that attack, a share in [0, 1].</param>
/// <param name="Center">Likewise.</param>
/// <param name="Lgm">Likewise.</param>
/// <param name="LgmRaised">EER of L-GM under the attack that raises the likelihood of its score.</param>
public sealed record ProtocolCandidate(int Features, string Attack, string Score, double Epsilon, string Positives, double? Softmax, double? Center, double? Lgm, double? LgmRaised)
{
    /// <summary>The four rates in the order of <see cref="ProtocolSearch.PaperRates"/>.</summary>
    public IReadOnlyList<double?> Rates() => [Softmax, Center, Lgm, LgmRaised];

    /// <summary>
    /// How far from other rates: the largest factor between two that belong together, max_i max(r_i / p_i, p_i / r_i), 1 or more.
    /// A rate of 0 or one that does not exist is infinitely far.
    /// </summary>
    /// <param name="rates">As many as there are here, each above 0.</param>
    public double FactorFrom(IReadOnlyList<double> rates) =>
        Rates().Zip(rates, (ours, theirs) => ours is > 0 and { } r ? Math.Max(r / theirs, theirs / r) : double.PositiveInfinity).Max();
}
