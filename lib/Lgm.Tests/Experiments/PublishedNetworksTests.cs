using Lgm.Data;
using Lgm.Experiments;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>Trained networks measured again: what a record says is what its weights do. The committed ones keep the workbook's promises.</summary>
[Collection(TorchState.Name)]
public sealed class PublishedNetworksTests
{
    [Fact]
    public void EveryNetworkOfTheFolderIsMeasured()
    {
        using var digits = new DigitSet(name: "mnist");
        using var folder = new TemporaryFolder();
        var context = new ExperimentContext { Data = digits.Store() };
        LittleNetworks.Publish(folder.Path, ["lgm", "softmax"], features: 3, [1, 2], context);
        var result = new PublishedNetworks().Run(new PublishedNetworksOptions { Models = [folder.Path, folder["none"]], TestImages = DigitSet.Test }, context);
        Assert.Equal([("softmax", 1L), ("softmax", 2L), ("lgm", 1L), ("lgm", 2L)], result.Networks.Select(n => (n.Loss, n.Seed)));
        Assert.All(result.Networks, n => Assert.Equal(n.Recorded, n.Accuracy));

        // One row a loss: the mean over its seeds, and between which accuracies it lies.
        var record = new RunRecord { Experiment = "networks", Preset = "quick", Options = [], Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(), Provenance = new("", "", "", "", 1, "", 0) };
        var rows = ((IExperiment)new PublishedNetworks()).Table(record, PaperNumbers.Load()).Rows;
        Assert.Equal(["Softmax", "L-GM"], rows.Select(r => r[1]));
        var accuracies = result.Networks.Where(n => n.Loss == "lgm").Select(n => n.Accuracy * 100).ToList();
        Assert.Equal(FormattableString.Invariant($"{accuracies.Average():0.00} ({accuracies.Min():0.00} to {accuracies.Max():0.00})"), rows[1][5]);
    }

    [Theory]
    [InlineData("", 0, 0, 0)]
    [InlineData("99.20, seed 3 alone", 0, 0, 1)]
    [InlineData("99.15 (99.10 to 99.20), seeds 2, 3 alone", 0, 1, 1)]
    [InlineData("99.10 (99.00 to 99.20)", 1, 1, 1)]
    public void TheBestEpochNamesTheSeedsThatRecordedIt(string told, params int[] recorded)
    {
        PublishedNetwork Network(int i) => new(100, "lgm", i + 1, "cpu", 2, 0.98, 0.98, "", recorded[i] == 1 ? [0.99 + i * 0.001, 0.98] : null);
        // Of another loss, so that the column is there.
        PublishedNetwork[] networks = [.. Enumerable.Range(0, 3).Select(Network), new(100, "softmax", 1, "cpu", 2, 0.97, 0.97, "", [0.97, 0.971])];
        var result = System.Text.Json.JsonSerializer.SerializeToNode(new PublishedNetworksResult(10, networks), RunRecord.Json)!.AsObject();
        var table = ((IExperiment)new PublishedNetworks()).Table(new() { Experiment = "networks", Preset = "quick", Options = [], Result = result, Provenance = new("", "", "", "", 1, "", 0) }, PaperNumbers.Load());
        Assert.Equal([told, "97.10"], table.Rows.Select(r => r[^1]));
    }

    [Fact]
    public void TheReasonNamesTheOptionsThatAreNotTheAuthors()
    {
        var result = System.Text.Json.JsonSerializer.SerializeToNode(new PublishedNetworksResult(10, [new(2, "lgm", 1, "cpu", 10, 0.9, 0.9, "")]), RunRecord.Json)!.AsObject();
        var notes = string.Join('\n', ((IExperiment)new PublishedNetworks()).Table(new() { Experiment = "networks", Preset = "cpu", Options = [], Result = result, Provenance = new("", "", "", "", 1, "", 0) }, PaperNumbers.Load()).Notes);
        Assert.Contains("with 2 features Epochs 10 (50), LearningRate 0.02 (0.01), WarmUp 0.25 (0), Cosine true (false), GradientNorm 5 (0), CropPadding 2 (0). Their L-GM", notes);
        Assert.DoesNotContain("Momentum", notes);
        Assert.DoesNotContain("smallest", notes);
    }

    [Fact]
    public void AnEmptyFolderIsNamed()
    {
        using var digits = new DigitSet(name: "mnist");
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Path, Assert.Throws<WorkbookException>(() => new PublishedNetworks().Run(new PublishedNetworksOptions { Models = [folder.Path] }, new ExperimentContext { Data = digits.Store() })).Message);
    }

    // Trained on all images by the cpu preset of a clean checkout; what the paper's headline and figure 1 need stays small.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("checkpoints", 25_000_000)]
    [InlineData("checkpoints-extra", 25_000_000)]
    public void TheCommittedNetworksAreWhatTheirNamesSay(string folder, long bytes)
    {
        var files = Directory.GetFiles(Path.Combine(WorkbookFolder.Find()!, "data", folder), "*.safetensors");
        Assert.InRange(files.Sum(f => new FileInfo(f).Length), 1, bytes);
        Assert.All(files, file =>
        {
            var model = PublishedModel.Load(file);
            Assert.Equal(PublishedModel.FileName(model.Options.DataSet, model.Loss, model.Options.Features, model.Options.Seed), Path.GetFileName(file));
            Assert.Equal(("cpu", 0, RecognitionRecipes.Of("cpu", model.Options.DataSet).TrainImages), (model.Preset, model.Options.HeldOut, model.Options.TrainImages));
            // Tables name the differences to the authors by the preset.
            Assert.Equal(RecognitionRecipes.Of("cpu", model.Options.DataSet, model.Options.Features).Training with { Seed = model.Options.Training.Seed }, model.Options.Training);
            // What the changes beside one of them were is said in data/README.md.
            if (Path.GetFileNameWithoutExtension(file) != "mnist-softmax-100d-seed2") Assert.DoesNotContain("+", model.Provenance.Commit);
        });
    }

    // Softmax, centre loss and L-GM; others may stand beside them.
    [Fact]
    [Trait("Category", "Slow")]
    public void TheCommittedNetworksKeepTheirPromises()
    {
        var published = new[] { "checkpoints", "checkpoints-extra" }.SelectMany(f => Directory.GetFiles(Path.Combine(WorkbookFolder.Find()!, "data", f), "*.safetensors")).ToDictionary(f => Path.GetFileName(f), PublishedModel.Load);
        foreach (var loss in new[] { "softmax", "center", "lgm" })
            foreach (var features in new[] { 2, 100 }) Assert.Contains(PublishedModel.FileName("mnist", loss, features, 1), published.Keys);
        Assert.All(published.Values.Where(m => m.Options.DataSet == "mnist" && m.Loss == "lgm"), m => Assert.True(Measured("networks-cpu")[m.WeightsSha256] >= (m.Options.Features == 2 ? 0.991 : 0.995)));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("softmax")]
    [InlineData("center")]
    [InlineData("lgm")]
    public void TheNetworksOnCifar10ReachNinetyPercent(string loss) =>
        Assert.InRange(Measured("networks-cifar-10-cpu")[PublishedModel.Load(Path.Combine(WorkbookFolder.Find()!, "data", "checkpoints-extra", PublishedModel.FileName("cifar-10", loss, 64, 1))).WeightsSha256], 0.9, 1);

    // What `lgm run networks` measured of these very weights, and not what their records say of themselves.
    private static Dictionary<string, double> Measured(string result) =>
        System.Text.Json.JsonSerializer.Deserialize<PublishedNetworksResult>(RunRecord.Load(Path.Combine(WorkbookFolder.Find()!, "notebooks", "results", result + ".json")).Result, RunRecord.Json)!.Networks.ToDictionary(n => n.WeightsSha256, n => n.Accuracy);
}
