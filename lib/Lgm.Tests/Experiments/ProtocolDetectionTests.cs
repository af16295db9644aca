using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>The protocol over real little networks: every cell there, means over seeds, the paper's order told as it is.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class ProtocolDetectionTests
{
    private readonly DetectionOptions options = new()
    {
        Models = TrainedPair.Models, Features = TrainedPair.Features, Losses = TrainedPair.Losses, Seeds = 2, Attacks = ["fgsm", "likelihood-raising"], Epsilons = [0.1, 0.3],
        TestImages = DigitSet.Test, FitImages = 40, EveryWrongClass = true,
    };

    private static ExperimentContext Context => TrainedPair.Context;

    [Fact]
    public void EveryCellIsMeasuredAndRepeats()
    {
        var result = new ProtocolDetection().Run(options, Context);
        Assert.Equal([("softmax", 1L), ("softmax", 2L), ("lgm", 1L), ("lgm", 2L)], result.Networks.Select(n => (n.Loss, n.Seed)));
        // Three scores each; FGSM, likelihood-raising at a random class and at every wrong class; two eps.
        Assert.Equal(2 * 3 * 3 * 2, result.Cells.Count);
        Assert.All(result.Cells, c => Assert.Equal(2, c.SeedErrors.Count));
        Assert.All(result.Cells, c => Assert.InRange(c.All.EqualErrorRate.Value, c.All.EqualErrorRate.Low, c.All.EqualErrorRate.High));
        Assert.Equal(result.Cells.Select(c => c.All), new ProtocolDetection().Run(options, Context).Cells.Select(c => c.All));
        Assert.NotNull(result.PrimaryOf("lgm"));
        // Bars of every loss, curves, and one histogram a loss, as many as had a successful attack.
        Assert.Equal(result.Samples.Count == 0 ? 0 : 2 + result.Samples.Count, DetectionFigures.Of(result, PaperNumbers.Load()).Count);
    }

    [Fact]
    public void NetworksOfOtherDataAreRefused()
    {
        using var folder = TrainedPair.Copies(_ => true);
        foreach (var record in Directory.GetFiles(folder.Path, "*.json"))
            File.WriteAllText(record, File.ReadAllText(record).Replace(PublishedModel.Load(Path.ChangeExtension(record, ".safetensors")).DataFingerprints[0], "0000000000000000"));
        Assert.Contains("other data", Assert.Throws<WorkbookException>(() => new ProtocolDetection().Run(options with { Models = folder.Path }, Context)).Message);
    }

    [Fact]
    public void AMissingNetworkIsNamed()
    {
        using var folder = TrainedPair.Copies(file => file.Contains("lgm"));
        Assert.Contains("mnist-softmax-3d-seed1", Assert.Throws<WorkbookException>(() => new ProtocolDetection().Run(options with { Models = folder.Path }, Context)).Message);
    }

    [Theory]
    [InlineData(0.377, 0.10, 0.03, "as in the paper")]
    [InlineData(0.377, 0.02, 0.03, "NOT the paper's")]
    public void TheOrderOfTheLossesIsToldAsItIs(double softmax, double center, double lgm, string told)
    {
        var record = Record(null, Cell("softmax", softmax), Cell("center", center), Cell("lgm", lgm));
        IExperiment experiment = new ProtocolDetection();
        var table = experiment.Table(record, PaperNumbers.Load());
        Assert.Contains(experiment.Summary(record, PaperNumbers.Load()), n => n.Contains(told));
        Assert.Contains(table.Notes, n => n.Contains(told));
        Assert.Contains("Softmax: the paper's number lies inside our interval.", table.Notes);
        Assert.Equal("37.7 [37.5, 37.9]", table.Rows[0][4]);
        Assert.DoesNotContain("made on", table.Columns);
        Assert.Contains("Not measured: it.", table.Notes);
        Assert.Contains("Not measured: it.", experiment.Summary(record, PaperNumbers.Load()));
    }

    [Fact]
    public void BlackBoxCellsAreNotTakenForWhiteBoxOnes()
    {
        IExperiment experiment = new ProtocolDetection();
        var record = Record(new("softmax", 101, 3, "", 0.98), Cell("lgm", 0.2, "softmax"), Cell("lgm", 0.25, DetectionCell.Surrogate), Cell("lgm", 0.03));
        var table = experiment.Table(record, PaperNumbers.Load());
        Assert.Equal(["itself", "Softmax", "another Softmax, seed 101"], table.Rows.Select(r => r[table.Columns.ToList().IndexOf("made on")]));
        Assert.Equal(["3.1", "", ""], table.Rows.Select(r => r[table.Columns.ToList().IndexOf("EER paper")]));
        Assert.Contains(table.Notes, n => n.StartsWith("Primary cell", StringComparison.Ordinal) && n.Contains("L-GM 3.0 [2.8, 3.2]"));
        Assert.Contains("Black box, the same attack made on other networks and shown to L-GM: made on Softmax, 20.0 [19.8, 20.2]; made on another Softmax, seed 101, 25.0 [24.8, 25.2].", experiment.Summary(record, PaperNumbers.Load()));
        Assert.Contains(table.Notes, n => n.Contains("for black-box attacks alone Softmax, 3 epochs, seed 101, clean accuracy after the last epoch 98.00 %"));
    }

    [Theory]
    [InlineData(0.0099, false)]
    [InlineData(0.01, true)]
    [InlineData(0.4, true)]
    public void TooManyUnchangedDigitsAreToldWhereTheNumberStands(double unchanged, bool over)
    {
        IExperiment experiment = new ProtocolDetection();
        var table = experiment.Table(Record(null, Cell("softmax", 0.3), Cell("lgm", 0.03, null, unchanged)), PaperNumbers.Load());
        Assert.Equal(["0.00", FormattableString.Invariant($"{unchanged * 100:0.00}") + (over ? ", over the limit" : "")], table.Rows.Select(r => r[^1]));
        Assert.Equal(over, table.Notes.Any(n => n.StartsWith("Over the limit: FGSM on L-GM left", StringComparison.Ordinal) && n.Contains("do not count")));
        Assert.Equal(over, table.Notes.Any(n => n.StartsWith("In the primary cell", StringComparison.Ordinal)));
    }

    [Fact]
    public void TheMeanOverEveryWrongClassIsToldBesideOneDrawn()
    {
        IExperiment experiment = new ProtocolDetection();
        DetectionCell Raised(string loss, double rate, string target) => Cell(loss, rate) with { Attack = "likelihood-raising", Target = target };
        var summary = experiment.Summary(Record(null, Raised("lgm", 0.05, "random wrong class"), Raised("lgm", 0.06, "every wrong class"), Raised("softmax", 0.2, "every wrong class")), PaperNumbers.Load());
        Assert.Contains("L-GM when likelihood-raising FGSM deceives each score, eps 0.3, successful attacks: refitted likelihood 5.0 [4.8, 5.2]; the paper 4.3.", summary);
        Assert.Contains("L-GM when likelihood-raising FGSM, towards every wrong class in turn, deceives each score, eps 0.3, successful attacks: refitted likelihood 6.0 [5.8, 6.2]; the paper 4.3.", summary);
        // The paper has no number of this attack on softmax.
        Assert.DoesNotContain(summary, n => n.StartsWith("Softmax when", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSmallestAndTheLargestOfTheSeedsStandBehindTheInterval()
    {
        var table = ((IExperiment)new ProtocolDetection()).Table(Record(null, Cell("lgm", 0.03, null, 0, 0.025, 0.041, 0.03)), PaperNumbers.Load());
        Assert.Equal("3.0 [2.8, 3.2], seeds 2.5 to 4.1", table.Rows[0][4]);
        Assert.Contains(table.Notes, n => n.Contains("smallest and the largest of the seeds"));
    }

    [Fact]
    public void IteratedAttacksOnFewerDigitsAreThoseOfASmallerRun()
    {
        var few = options with { Losses = ["lgm"], Seeds = 1, Attacks = ["fgsm", "bim"], IteratedImages = 10 };
        var (result, smaller) = (new ProtocolDetection().Run(few, Context), new ProtocolDetection().Run(few with { TestImages = 10, IteratedImages = 24 }, Context));
        Assert.All(result.Cells, c => Assert.Equal(c.Attack == "bim" ? 10 : DigitSet.Test, c.Images));
        Assert.All(smaller.Cells, c => Assert.Equal(10, c.Images));
        Assert.Equal(smaller.Cells.Where(c => c.Attack == "bim").Select(c => (c.Score, c.All, c.Accuracy)), result.Cells.Where(c => c.Attack == "bim").Select(c => (c.Score, c.All, c.Accuracy)));
        Assert.Contains("iterated attacks: measured on the first 10 test images alone.", result.Protocol);
        Assert.Contains("Test digits attacked, the first of the set: 24 by FGSM; 10 by BIM.", DetectionReport.Table(result, PaperNumbers.Load()).Notes);
    }

    // With a number of its own in every cell, so that a test sees which one was taken.
    private static DetectionCell Cell(string loss, double rate, string? source = null, double unchanged = 0, params double[] seeds)
    {
        var estimate = new Estimate(rate, rate - 0.002, rate + 0.002);
        var all = new DetectionEstimates(10, 10, estimate, estimate, estimate, estimate);
        return new("fgsm", "true class", loss, source, "refitted-likelihood", 0.3, 100, 0.1, unchanged, all, all, seeds.Length == 0 ? [rate] : seeds);
    }

    private static RunRecord Record(MeasuredNetwork? surrogate, params DetectionCell[] cells)
    {
        var result = new DetectionResult(["p"], new("fgsm", 0.3, "successful", "refitted-likelihood"), [],
            [.. new[] { "softmax", "center", "lgm" }.Select(l => new MeasuredNetwork(l, 1, 1, "", 0.99))], surrogate, surrogate is null ? ["Not measured: it."] : [], 0.01, cells, []);
        return new()
        {
            Experiment = "detection", Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        };
    }
}
