using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Models;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>The protocol over real little networks: every cell there, means over seeds, the paper's order told as it is.</summary>
[Collection(TorchState.Name)]
public sealed class ProtocolDetectionTests : IDisposable
{
    private readonly DigitSet digits = new(name: "mnist");
    private readonly TemporaryFolder folder = new();
    private readonly DetectionOptions options;

    public ProtocolDetectionTests() => options = new()
    {
        Models = folder.Path, Features = 3, Losses = ["softmax", "lgm"], Seeds = 2, Attacks = ["fgsm", "likelihood-raising"], Epsilons = [0.1, 0.3],
        TestImages = DigitSet.Test, FitImages = 40, EveryWrongClass = true,
    };

    private ExperimentContext Context => new() { Data = digits.Store() };

    [Fact]
    public void EveryCellIsMeasuredAndRepeats()
    {
        Train();
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
        Train();
        foreach (var record in Directory.GetFiles(folder.Path, "*.json"))
            File.WriteAllText(record, File.ReadAllText(record).Replace(PublishedModel.Load(Path.ChangeExtension(record, ".safetensors")).DataFingerprints[0], "0000000000000000"));
        Assert.Contains("other data", Assert.Throws<WorkbookException>(() => new ProtocolDetection().Run(options, Context)).Message);
    }

    [Fact]
    public void AMissingNetworkIsNamed() => Assert.Contains("mnist-softmax-3d-seed1", Assert.Throws<WorkbookException>(() => new ProtocolDetection().Run(options, Context)).Message);

    [Theory]
    [InlineData(0.377, 0.10, 0.03, "as in the paper")]
    [InlineData(0.377, 0.02, 0.03, "NOT the paper's")]
    public void TheOrderOfTheLossesIsToldAsItIs(double softmax, double center, double lgm, string told)
    {
        DetectionCell Cell(string loss, double rate)
        {
            var estimate = new Estimate(rate, rate - 0.002, rate + 0.002);
            var all = new DetectionEstimates(10, 10, estimate, estimate, estimate, estimate);
            return new("fgsm", "true class", loss, "refitted-likelihood", 0.3, 0.1, 0, all, all, [rate]);
        }
        var result = new DetectionResult(["p"], new("fgsm", 0.3, "successful", "refitted-likelihood"), [],
            [.. new[] { "softmax", "center", "lgm" }.Select(l => new MeasuredNetwork(l, 1, 1, "", 0.99))], [Cell("softmax", softmax), Cell("center", center), Cell("lgm", lgm)], []);
        var record = new RunRecord
        {
            Experiment = "detection", Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        };
        IExperiment experiment = new ProtocolDetection();
        var table = experiment.Table(record, PaperNumbers.Load());
        Assert.Contains(experiment.Summary(record, PaperNumbers.Load()), n => n.Contains(told));
        Assert.Contains(table.Notes, n => n.Contains(told));
        Assert.Contains("Softmax: the paper's number lies inside our interval.", table.Notes);
        Assert.Equal("37.7 [37.5, 37.9]", table.Rows[0][4]);
    }

    // Two little networks of each loss.
    private void Train()
    {
        using var scope = NewDisposeScope();
        foreach (var loss in options.Losses)
            for (var seed = 1; seed <= options.Seeds; seed++)
            {
                var recipe = new RecognitionOptions { DataSet = "mnist", Features = 3, Losses = [loss], Seed = seed, TrainImages = DigitSet.Train, TestImages = DigitSet.Test, Training = new() { Epochs = 12, BatchSize = 8, LearningRate = 3e-3 } };
                using var images = RecognitionImages.Load(recipe, Context);
                using var trained = TrainedModel.Train(loss, recipe, images, Context);
                new PublishedModel
                {
                    Command = "lgm train", Loss = loss, Preset = "quick", Options = recipe, Accuracy = 0, EpochLosses = trained.EpochLosses,
                    DataFingerprints = images.Fingerprints, Provenance = Provenance.Now(CPU, Precision.Float32, TimeSpan.Zero),
                }.Save(folder[PublishedModel.FileName("mnist", loss, 3, seed)], trained.Model);
            }
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}
