using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Models;
using Lgm.Tests.Tensors;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>Attacks made on one little network and shown to another, within the protocol's experiment.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class BlackBoxTests
{
    private readonly DetectionProtocol protocol = DetectionProtocol.Load();
    private readonly DetectionOptions options = new()
    {
        Models = TrainedPair.Models, SurrogateModels = TrainedPair.Models, Features = TrainedPair.Features, Losses = TrainedPair.Losses, Seeds = 2, Attacks = ["likelihood-raising", "fgsm"], Epsilons = [0.1, 0.3],
        TestImages = DigitSet.Test, FitImages = 40, EveryWrongClass = true, Transfer = true, TransferAttacks = ["fgsm", "targeted-fgsm", "likelihood-raising"],
    };

    private static ExperimentContext Context => TrainedPair.Context;

    [Fact]
    public void EveryOtherNetworkAndTheSurrogateAreSources()
    {
        var result = new ProtocolDetection().Run(options, Context);
        Assert.Equal(("softmax", protocol.Transfer.SurrogateSeed), (result.Surrogate!.Loss, result.Surrogate.Seed));
        Assert.Empty(result.NotMeasured);
        var black = result.Cells.Where(c => c.Source is not null).ToList();
        // On each of two networks: three attacks of two sources, three scores, two eps.
        Assert.Equal(2 * 3 * 2 * 3 * 2, black.Count);
        Assert.Equal([("softmax", "lgm"), ("lgm", "softmax"), (DetectionCell.Surrogate, "softmax"), (DetectionCell.Surrogate, "lgm")], black.Select(c => (c.Source!, c.Loss)).Distinct());
        Assert.All(black, c => Assert.Equal(2, c.SeedErrors.Count));
        Assert.DoesNotContain(black, c => c.Target == "every wrong class");
        // An attack that is only transferred has no white-box cell, and white-box cells are as if nothing was transferred.
        var white = result.Cells.Where(c => c.Source is null).Select(c => (c.Attack, c.Target, c.Loss, c.Score, c.Epsilon, c.All));
        Assert.Equal(new ProtocolDetection().Run(options with { Transfer = false }, Context).Cells.Select(c => (c.Attack, c.Target, c.Loss, c.Score, c.Epsilon, c.All)), white);
        var table = DetectionReport.Table(result, PaperNumbers.Load());
        Assert.All(table.Rows, r => Assert.Equal(table.Columns.Count, r.Count));
    }

    // By hand, score by score: images of one network before another.
    [Theory]
    [InlineData("fgsm", "softmax")]
    [InlineData("targeted-fgsm", "lgm")]
    [InlineData("likelihood-raising", DetectionCell.Surrogate)]
    public void ACellIsWhatTheShownNetworkMakesOfTheOthersImages(string attack, string source)
    {
        using var scope = NewDisposeScope();
        var shown = source == "lgm" ? "softmax" : "lgm";
        var few = options with { Epsilons = [0.3], EveryWrongClass = false, TransferAttacks = [attack] };
        using var images = RecognitionImages.Load(new RecognitionOptions { DataSet = "mnist", TrainImages = 40, TestImages = DigitSet.Test }, Context);
        using var networks = new TrialNetworks(few, protocol, images, Context);
        var trials = new ProtocolTrials(networks, images, few, protocol, Context).Measure()
            .Where(t => (t.Cell.Attack, t.Cell.Loss, t.Cell.Score) == (attack, shown, "refitted-likelihood")).ToLookup(t => t.Cell.Source, t => t.Scores.All.Abnormal);

        static BoundedClassifier Of(string path) => PublishedModel.Load(path).Restore(path, Context);
        BoundedClassifier Network(string loss, long seed) => Of(options.PathOf(loss, seed));
        double[][] expected = [.. new[] { 1L, 2L }.Select(seed =>
        {
            var made = source == DetectionCell.Surrogate ? Of(options.PathOf(protocol.Transfer)) : Network(source, seed);
            using var density = DetectorCatalogue.Create("refitted-likelihood");
            density.Fit(made.Head, Evaluation.Of(made, images.Train, "", Context).Features, images.Train.Labels);
            using var attacked = AttackedImages.Make(AttackCatalogue.Create(attack, AttackTarget.RandomWrongClass(protocol.Attacks.TargetSeed), density.Density), made, images.Test, [new Linf(0.3)], "", Context)[0];
            using var trial = new DetectionTrial(Network(shown, seed), images.Train, images.Test, ["refitted-likelihood"], "", Context);
            return trial.Show(attacked).Detectors["refitted-likelihood"].All.Abnormal;
        })];
        Assert.Equal(expected, trials[source]);
        Assert.All(trials.Where(t => t.Key != source).SelectMany(t => t), other => Assert.All(expected, e => Assert.NotEqual(e, other)));
    }

    [Fact]
    public void AMissingSurrogateIsSaid()
    {
        using var folder = TrainedPair.Copies(file => !file.Contains("seed101"));
        var result = new ProtocolDetection().Run(options with { SurrogateModels = folder.Path, Seeds = 1 }, Context);
        Assert.Null(result.Surrogate);
        Assert.DoesNotContain(result.Cells, c => c.Source == DetectionCell.Surrogate);
        Assert.Contains(result.Cells, c => c.Source == "softmax");
        var said = Assert.Single(result.NotMeasured);
        Assert.StartsWith("Not measured: ", said);
        Assert.Contains("mnist-softmax-3d-seed101.safetensors", said);
        Assert.Contains(said, DetectionReport.Table(result, PaperNumbers.Load()).Notes);
        Assert.Empty(new ProtocolDetection().Run(options with { SurrogateModels = folder.Path, Seeds = 1, Transfer = false }, Context).NotMeasured);
    }

    [Fact]
    public void TheSurrogateIsNoneOfTheMeasured() => Assert.Contains("101", Assert.Throws<WorkbookException>((options with { Seed = 100 }).Check).Message);
}
