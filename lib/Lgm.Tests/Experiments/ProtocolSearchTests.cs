using FsCheck;
using FsCheck.Fluent;
using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>The search for the paper's protocol: every candidate measured as the protocol's own code measures it, the nearest first.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class ProtocolSearchTests : IDisposable
{
    private readonly DigitSet digits = new(name: "mnist");
    private readonly TemporaryFolder folder = new();

    private ExperimentContext Context => new() { Data = digits.Store() };

    [Fact]
    public void EveryCandidateIsMeasuredTheNearestFirst()
    {
        LittleNetworks.Publish(folder.Path, LossCatalogue.Compared, features: 3, [1], Context);
        var options = new ProtocolSearchOptions { Models = folder.Path, Features = [3], Epsilons = [0.1, 0.3], TestImages = DigitSet.Test, FitImages = 40 };
        var result = new ProtocolSearch().Run(options, Context);

        var scores = result.Candidates.Select(c => c.Score).Distinct().ToList();
        Assert.Contains(DetectorCatalogue.Title("refitted-likelihood"), scores);
        Assert.Contains(scores, s => s.StartsWith("own", StringComparison.Ordinal));
        Assert.Equal(scores.Count * 2 * 2 * 2, result.Candidates.Count);
        Assert.Equal(["FGSM", "FGSM by cross-entropy"], result.Candidates.Select(c => c.Attack).Distinct().Order());
        var paper = ProtocolSearch.PaperRates(PaperNumbers.Load());
        Assert.Equal(result.Candidates.Select(c => c.FactorFrom(paper)).Order(), result.Candidates.Select(c => c.FactorFrom(paper)));

        // The protocol's experiment over the same networks says the same of the cells that both have.
        var protocol = new ProtocolDetection().Run(
            new DetectionOptions { Models = folder.Path, Features = 3, Losses = LossCatalogue.Compared, Attacks = ["fgsm", "likelihood-raising"], Epsilons = [0.1, 0.3], TestImages = DigitSet.Test, FitImages = 40 }, Context);
        foreach (var candidate in result.Candidates.Where(c => c.Attack == "FGSM" && c.Score == DetectorCatalogue.Title("refitted-likelihood")))
        {
            double? Rate(string loss, string attack)
            {
                var cell = protocol.Cells.Single(c => c.Loss == loss && c.Attack == attack && c.Score == "refitted-likelihood" && c.Epsilon == candidate.Epsilon);
                return (candidate.Positives == "all" ? cell.All : cell.Successful)?.EqualErrorRate.Value;
            }
            Assert.Equal([Rate("softmax", "fgsm"), Rate("center", "fgsm"), Rate("lgm", "fgsm"), Rate("lgm", "likelihood-raising")], candidate.Rates());
        }
    }

    [Fact]
    public void EveryLossIsScoredByADetectorItHas()
    {
        var heads = LossCatalogue.Compared.ToDictionary(loss => loss, loss => LossCatalogue.Create(loss, 3, 2));
        var choices = ScoreChoice.Of(heads, DetectionProtocol.Load());
        foreach (var (loss, head) in heads)
            Assert.All(choices, c => Assert.Contains(c.Detectors[loss], DetectorCatalogue.NamesFor(head)));
        Assert.Contains(choices, c => c.Detectors["softmax"] == "maximum-logit" && c.Detectors["center"] == "center-distance" && c.Detectors["lgm"] == "learned-likelihood");
        Assert.Equal(choices.Count, choices.Select(c => c.Title).Distinct().Count());
    }

    [Fact]
    public void TheFactorIsTheLargestRatioEitherWay() =>
        Prop.ForAll(Gen.Choose(1, 999).Select(i => i / 1000.0).ArrayOf(4).ToArbitrary(), ours =>
        {
            double[] paper = [0.4, 0.1, 0.03, 0.04];
            var factor = new ProtocolCandidate(100, "fgsm", "s", 0.3, "all", ours[0], ours[1], ours[2], ours[3]).FactorFrom(paper);
            Assert.True(factor >= 1);
            Assert.All(ours.Zip(paper), p => Assert.InRange(p.First, p.Second / factor * 0.999999, p.Second * factor * 1.000001));
            Assert.Contains(ours.Zip(paper), p => Math.Abs(Math.Log(p.First / p.Second)) > Math.Log(factor) - 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AMissingRateIsInfinitelyFar()
    {
        Assert.Equal(1, new ProtocolCandidate(100, "fgsm", "s", 0.3, "all", 0.1, 0.1, 0.1, 0.1).FactorFrom([0.1, 0.1, 0.1, 0.1]));
        Assert.Equal(double.PositiveInfinity, new ProtocolCandidate(100, "fgsm", "s", 0.3, "all", 0.1, null, 0.1, 0.1).FactorFrom([0.1, 0.1, 0.1, 0.1]));
        Assert.Equal(double.PositiveInfinity, new ProtocolCandidate(100, "fgsm", "s", 0.3, "all", 0.1, 0, 0.1, 0.1).FactorFrom([0.1, 0.1, 0.1, 0.1]));
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}
