using Lgm.Cli;

namespace Lgm.Tests.Experiments;

/// <summary>The other studies over real little networks.</summary>
[Collection(TorchState.Name)]
public sealed class StudyTests(LittleNetworks networks)
{
    // Every result makes the same table and figures after it was kept in a file.
    internal static void AssertKept(RunRecord record, int figures)
    {
        using var folder = new TemporaryFolder();
        record.Save(folder["a.json"]);
        var read = RunRecord.Load(folder["a.json"]);
        Assert.Equal(record.Table().ToMarkdown(), read.Table().ToMarkdown());
        Assert.All(read.Table().Rows, r => Assert.Equal(read.Table().Columns.Count, r.Count));
        Assert.Equal(figures, ResultFigures.Of(read).Count);
    }

    [Fact]
    public void RecognitionTrainsAndMeasures()
    {
        var options = LittleNetworks.Recipe with { Losses = ["lgm"], EachEpoch = true, Training = LittleNetworks.Recipe.Training with { Epochs = 2 } };
        var result = networks.Run<RecognitionResult>("recognition", options, out var record);
        var loss = Assert.Single(result.Losses);
        Assert.Equal((2, 2, loss.Accuracy), (loss.EpochLosses.Count, loss.EpochAccuracies!.Count, loss.EpochAccuracies[^1]));
        AssertKept(record, 1);
        Assert.NotEqual(loss.EpochLosses, networks.Run<RecognitionResult>("recognition", options with { Seed = 2 }, out _).Losses[0].EpochLosses);
    }

    [Fact]
    public void ANetworkForOtherImagesIsNamedBeforeAnyTraining() =>
        Assert.Contains("1x28x28", Assert.Throws<WorkbookException>(() => new Recognition().Run(LittleNetworks.Recipe with { Network = "resnet-20" }, networks.Context)).Message);

    [Fact]
    [Trait("Category", "Slow")]
    public void EveryNetworkOfTheFolderIsMeasured()
    {
        var result = networks.Run<NetworksResult>("networks", new StoredNetworksOptions { Networks = [networks.Folder, "no such folder"], TestImages = LittleNetworks.Test }, out var record);
        Assert.Equal([("softmax", 1L), ("softmax", 2L), ("softmax", 101L), ("lgm", 1L), ("lgm", 2L)], result.Networks.Select(n => (n.Loss, n.Seed)));
        // Weights are rounded to 16 bits: what a training has measured is what the file gives.
        Assert.All(result.Networks, n => Assert.Equal(n.Recorded, n.Accuracy));
        var kept = NetworkRecord.Load(networks.PathOf("lgm", 2));
        Assert.Equal((result.Networks[4].Accuracy, "quick", 2L, LittleNetworks.Epochs), (kept.Accuracy, kept.Preset, kept.Options.Seed, kept.EpochLosses.Count));
        Assert.StartsWith("lgm run recognition --preset quick --seed 2", kept.Command);
        // One row a loss: the mean over its seeds, and between which accuracies it lies; the surrogate apart.
        var rows = record.Table().Rows;
        Assert.Equal(["Softmax", "Softmax", "L-GM"], rows.Select(r => r[1].ToString()));
        Assert.Equal(result.Networks.Where(n => n.Loss == "lgm").Average(n => n.Accuracy * 100), rows[2][5].Number!.Value, 1e-9);
        AssertKept(record, 0);
        Assert.Contains("no trained network of mnist", Assert.Throws<WorkbookException>(() => networks.Run<NetworksResult>("networks", new StoredNetworksOptions { Networks = ["nowhere"] }, out _)).Message);
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void TheMapIsTheNetworksOwnLikelihood()
    {
        using var folder = new TemporaryFolder();
        networks.Keep(folder.Path, LittleNetworks.Recipe with { Losses = ["lgm"], Features = 2 });
        var options = new FeatureSpaceOptions(LittleNetworks.Recipe with { Features = 2, Networks = [folder.Path], Training = LittleNetworks.Recipe.Training with { Epochs = 1 } });
        var result = networks.Run<FeatureSpaceResult>("feature-space", options, out var record);
        Assert.Equal([("softmax", false), ("lgm", true)], result.Planes.Select(p => (p.Loss, p.Stored)));
        Assert.Contains(ExperimentCatalogue.Find("feature-space").Summary(record), n => n.Contains("not all trained alike", StringComparison.Ordinal));
        AssertKept(record, 2);

        var (map, path) = (result.Likelihood, folder[Network.FileName("mnist", "lgm", 2, 1)]);
        using var model = NetworkRecord.Load(path).Restore(path, LittleNetworks.Classes, CPU);
        double[][] means = [.. ((GaussianMixture)model.Head).Means.Numbers().Chunk(2)];
        double LogLikelihood(double x, double y) => Math.Log(means.Average(m => Math.Exp(-(Math.Pow(x - m[0], 2) + Math.Pow(y - m[1], 2)) / 2) / (2 * Math.PI)));
        Assert.Equal(LogLikelihood(map.X[30], map.Y[25]), map.LogLikelihood[25][30], 0.02);
        Assert.Equal((int)Math.Round(result.Planes[1].Accuracy * LittleNetworks.Test), map.All.Images);
        Assert.InRange(map.All.BelowFirst, 0, map.All.BelowFifth);
        Assert.All(map.Digits, d =>
        {
            Assert.NotEqual(d.Class, d.Seen);
            Assert.Equal(LogLikelihood(d.Attacked[0], d.Attacked[1]), d.AttackedLogLikelihood, 0.02);
            Assert.InRange(d.Attacked[0], map.X[0], map.X[^1]);
        });
        Assert.Contains("a plane has 2", Assert.Throws<WorkbookException>((options with { Features = 3 }).Check).Message);
        Assert.Contains("(lgm)", Assert.Throws<WorkbookException>((options with { Likelihood = "softmax" }).Check).Message);
    }
}
