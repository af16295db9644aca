using System.Globalization;
using Lgm.Detection;
using Lgm.Losses;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>Which trained networks are measured, and on how much.</summary>
public sealed record PublishedNetworksOptions : IExperimentOptions
{
    /// <summary>The folders of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder; one that does not exist holds none.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["data/checkpoints", "data/checkpoints-extra"];

    /// <summary>Whose networks: a data set of the catalogue.</summary>
    public string DataSet { get; init; } = "mnist";

    /// <summary>Test images used: the first of the set.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>Not used: nothing here is random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The weights' files, folder by folder.</summary>
    internal IEnumerable<string> NetworksOf(string dataSet) => Models.Select(PublishedModel.Resolve).Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, $"{dataSet}-*.safetensors").Order(StringComparer.Ordinal));

    IEnumerable<string> IExperimentOptions.Networks => NetworksOf(DataSet);

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public void Check()
    {
        if (TestImages < 1) throw new WorkbookException($"The option TestImages is {TestImages}: give a whole number from 1.");
    }
}

/// <summary>What <see cref="PublishedNetworks"/> measured.</summary>
/// <param name="TestImages">How many test images.</param>
/// <param name="Networks">One entry a network.</param>
/// <param name="DataSet">Its name in the catalogue.</param>
public sealed record PublishedNetworksResult(int TestImages, IReadOnlyList<PublishedNetwork> Networks, string DataSet = "mnist");

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
public sealed record PublishedNetwork(
    int Features, string Loss, long Seed, string Preset, int Epochs, double Recorded, double Accuracy, string WeightsSha256, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>The trained networks that travel with the workbook, measured on test images, without training.</summary>
public sealed class PublishedNetworks : Experiment<PublishedNetworksOptions, PublishedNetworksResult>
{
    public override string Name => "networks";
    public override string Title => "The trained networks of the workbook on test images";

    /// <inheritdoc/>
    public override PublishedNetworksOptions Preset(string name) => new() { TestImages = name == "quick" ? 2_000 : 10_000 };

    /// <inheritdoc/>
    public override PublishedNetworksResult Run(PublishedNetworksOptions options, ExperimentContext context)
    {
        options.Check();
        var dataSet = context.Data.Catalogue.Find(options.DataSet).Name;
        string[] files = [.. options.NetworksOf(dataSet)];
        if (files.Length == 0) throw new WorkbookException($"There is no trained network of {dataSet} in {string.Join(" or ", options.Models.Select(PublishedModel.Resolve))}: train one with `lgm train --weights`, or name another folder.");
        var networks = new List<PublishedNetwork>();
        foreach (var (path, published) in files.Select(f => (f, PublishedModel.Load(f))).OrderByDescending(p => p.Item2.Options.Features).ThenBy(p => LossCatalogue.Names.ToList().IndexOf(p.Item2.Loss)).ThenBy(p => p.Item2.Options.Seed))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            using var images = RecognitionImages.Load(published.Options with { HeldOut = 0, TestImages = options.TestImages, TrainImages = 1 }, context);
            using var model = published.Restore(path, context);
            var accuracy = Evaluation.Of(model, images.Test, $"test {Path.GetFileName(path)}", context).Accuracy(images.Test.Labels);
            networks.Add(new PublishedNetwork(published.Options.Features, published.Loss, published.Options.Seed, published.Preset, published.Options.Training.Epochs, published.Accuracy, accuracy, published.WeightsSha256,
                published.EpochAccuracies.Count > 0 ? published.EpochAccuracies : null));
        }
        return new PublishedNetworksResult(options.TestImages, networks, dataSet);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(PublishedNetworksResult result, PaperNumbers paper)
    {
        var surrogate = DetectionProtocol.Load().Transfer.SurrogateSeed;
        // The first trainings recorded their last epoch alone.
        var best = result.Networks.Any(n => n.EpochAccuracies is not null);
        return new ResultTable(
            $"Accuracy on {result.TestImages} test {(result.DataSet == "mnist" ? "digits" : $"images of {result.DataSet}")} in %",
            ["D", "loss", "seeds", "epochs", "paper", "ours, last epoch", "difference", .. best ? ["ours, best epoch"] : Array.Empty<string>()],
            // What black-box attacks are made on is no further seed of the headline's.
            [.. result.Networks.GroupBy(n => (n.Features, n.Loss, n.Seed == surrogate)).Select(trainings => Row([.. trainings], result.DataSet, best, paper))],
            [Spread(result), AccuracyBesidePaper.Reason(paper, result.DataSet, result.Networks.Select(n => n.Epochs), result.Networks.Select(n => (n.Preset, n.Features))),
                .. best ? ["The best epoch is not measured by this run but read from the records of the trainings: chosen by all test images, of which it is the accuracy. It is empty where a training recorded its last epoch alone, and names the seeds where some did."] : Array.Empty<string>()]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(PublishedNetworksResult result) =>
        Recognition.EpochCurves($"{result.DataSet}: accuracy after each epoch of the trainings", "test", result.Networks.Select(n => (FormattableString.Invariant($"{LossCatalogue.Title(n.Loss)}, D {n.Features}, seed {n.Seed}"), n.EpochAccuracies)));

    private static string Spread(PublishedNetworksResult result)
    {
        var trainings = result.Networks.GroupBy(n => (n.Features, n.Loss)).Select(g => g.Count()).ToList();
        string[] words = [.. trainings.Any(n => n > 1) ? ["Ours, of several seeds: their mean, with the smallest and the largest."] : Array.Empty<string>(), .. trainings.Contains(1) ? ["Of one training the spread over seeds is not known."] : Array.Empty<string>()];
        return string.Join(' ', words);
    }

    private static IReadOnlyList<string> Row(IReadOnlyList<PublishedNetwork> trainings, string dataSet, bool best, PaperNumbers paper)
    {
        var first = trainings[0];
        return
        [
            first.Features.ToString(CultureInfo.InvariantCulture), LossCatalogue.Title(first.Loss), string.Join(", ", trainings.Select(n => n.Seed)), string.Join(", ", trainings.Select(n => n.Epochs).Distinct()),
            .. AccuracyBesidePaper.Cells(AccuracyBesidePaper.Published(paper, dataSet, first.Loss, first.Features), [.. trainings.Select(n => n.Accuracy)]),
            .. best ? [Best(trainings)] : Array.Empty<string>(),
        ];
    }

    private static string Best(IReadOnlyList<PublishedNetwork> trainings)
    {
        PublishedNetwork[] recorded = [.. trainings.Where(n => n.EpochAccuracies is not null)];
        if (recorded.Length == 0) return "";
        var best = AccuracyBesidePaper.OverSeeds([.. recorded.Select(n => n.EpochAccuracies!.Max())]);
        return recorded.Length == trainings.Count ? best : $"{best}, seed{(recorded.Length > 1 ? "s" : "")} {string.Join(", ", recorded.Select(n => n.Seed))} alone";
    }
}
