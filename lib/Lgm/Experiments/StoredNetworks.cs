using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which trained networks are measured, and on how much.</summary>
internal sealed record StoredNetworksOptions : IExperimentOptions
{
    /// <summary>The folders of the trained networks, from the workbook's folder; one that does not exist holds none. Default: data/checkpoints, data/checkpoints-extra.</summary>
    public IReadOnlyList<string> Networks { get; init; } = ["data/checkpoints", "data/checkpoints-extra"];

    /// <summary>Whose networks: a data set of the catalogue. Default: mnist.</summary>
    public string DataSet { get; init; } = "mnist";

    /// <summary>Test images used: the first of the set. Default: 10,000. Range: 1 and above.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>Not used: nothing here is random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The weights' files, folder by folder.</summary>
    [JsonIgnore]
    public IEnumerable<string> Reads => Networks.Select(Network.Resolve).Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, $"{DataSet.ToLowerInvariant()}-*.safetensors").Order(StringComparer.Ordinal));

    public void Check() => Training.TrainingOptions.Require(TestImages >= 1, nameof(TestImages), TestImages, "a whole number from 1");
}

/// <summary>What <see cref="StoredNetworks"/> measured.</summary>
/// <param name="Networks">One entry a network.</param>
public sealed record NetworksResult(IReadOnlyList<NetworkAccuracy> Networks);

/// <summary>One trained network.</summary>
/// <param name="Features">D.</param>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Seed">Of its training.</param>
/// <param name="Preset">Of its training.</param>
/// <param name="Epochs">Of its training.</param>
/// <param name="Recorded">The accuracy after the last epoch that its record holds: a share in [0, 1].</param>
/// <param name="Accuracy">The accuracy measured by this run.</param>
/// <param name="WeightsSha256">Of its weights' file.</param>
/// <param name="EpochAccuracies">The accuracy after each epoch that its record holds; null where it holds the last alone.</param>
public sealed record NetworkAccuracy(
    int Features, string Loss, long Seed, string Preset, int Epochs, double Recorded, double Accuracy, string WeightsSha256, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>The trained networks that come with the workbook, measured on test images, without training.</summary>
internal sealed class StoredNetworks : Experiment<StoredNetworksOptions, NetworksResult>
{
    public override string Name => "networks";
    public override string Title => "The trained networks of the workbook on test images";

    public override StoredNetworksOptions Preset(string name, string? dataSet = null, int? features = null) => new() { TestImages = name == "quick" ? 2_000 : 10_000 };

    public override NetworksResult Run(StoredNetworksOptions options, Context context)
    {
        string[] files = [.. options.Reads];
        if (files.Length == 0) throw new WorkbookException($"There is no trained network of {options.DataSet} in {string.Join(" or ", options.Networks.Select(Network.Resolve))}: train one with `lgm train --weights`, or name another folder.");
        var measured = new List<NetworkAccuracy>();
        foreach (var (path, record) in files.Select(f => (f, NetworkRecord.Load(f))).OrderByDescending(n => n.Item2.Options.Features).ThenBy(n => LossCatalogue.Names.ToList().IndexOf(n.Item2.Loss)).ThenBy(n => n.Item2.Options.Seed))
        {
            using var images = context.Images(record.Options with { HeldOut = 0, TestImages = options.TestImages, TrainImages = 1 });
            using var model = record.Restore(path, images.Test.Classes, context.Device);
            measured.Add(new NetworkAccuracy(
                record.Options.Features, record.Loss, record.Options.Seed, record.Preset, record.Options.Training.Epochs, record.Accuracy, model.Accuracy(images.Test, $"test {Path.GetFileName(path)}"), record.WeightsSha256,
                record.EpochAccuracies.Count > 0 ? record.EpochAccuracies : null));
        }
        return new NetworksResult(measured);
    }

    protected override ResultTable Table(StoredNetworksOptions options, NetworksResult result)
    {
        var surrogate = DetectionProtocol.Load().Transfer.SurrogateSeed;
        return new ResultTable(
            $"Accuracy on {options.TestImages} test {(options.DataSet == "mnist" ? "digits" : $"images of {options.DataSet}")} in %",
            ["D", "loss", "seeds", "epochs", "authors' code", "ours, last epoch", "difference", "ours, best epoch"],
            // What black-box attacks are made on is no further seed of the others.
            [.. result.Networks.GroupBy(n => (n.Features, n.Loss, n.Seed == surrogate)).Select(same => (IReadOnlyList<Cell>)[
                $"{same.Key.Features}", LossCatalogue.Title(same.Key.Loss), Cell.Remark(string.Join(", ", same.Select(n => n.Seed))), Cell.Remark(string.Join(", ", same.Select(n => n.Epochs).Distinct())),
                .. Accuracies.Cells(options.DataSet, same.Key.Loss, same.Key.Features, [.. same.Select(n => n.Accuracy)]),
                Accuracies.OverSeeds(same.Where(n => n.EpochAccuracies is not null).Select(n => n.EpochAccuracies!.Max()))])],
            [Accuracies.Note(options.DataSet), .. result.Networks.GroupBy(n => (n.Features, n.Loss)).Any(g => g.Count() > 1) ? ["In brackets the smallest and the largest seed."] : Array.Empty<string>()]);
    }
}
