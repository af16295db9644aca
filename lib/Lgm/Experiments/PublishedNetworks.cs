using System.Globalization;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which trained networks are measured, and on how much.</summary>
public sealed record PublishedNetworksOptions : IExperimentOptions
{
    /// <summary>The folder of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder.</summary>
    public string Models { get; init; } = "data/checkpoints";

    /// <summary>Test images used: the first of the set.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>Not used: nothing here is random.</summary>
    public long Seed { get; init; } = 1;

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public void Check()
    {
        if (TestImages < 1) throw new WorkbookException($"The option TestImages is {TestImages}: give a whole number from 1.");
    }
}

/// <summary>What <see cref="PublishedNetworks"/> measured.</summary>
/// <param name="TestImages">How many test images.</param>
/// <param name="Networks">One entry a network.</param>
public sealed record PublishedNetworksResult(int TestImages, IReadOnlyList<PublishedNetwork> Networks);

/// <summary>One trained network.</summary>
/// <param name="Features">D.</param>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Seed">Of its training.</param>
/// <param name="Preset">Of its training.</param>
/// <param name="Epochs">Of its training.</param>
/// <param name="Recorded">The accuracy after the last epoch that its record holds: a share in [0, 1].</param>
/// <param name="Accuracy">The accuracy measured by this run.</param>
/// <param name="WeightsSha256">Of its weights' file.</param>
public sealed record PublishedNetwork(int Features, string Loss, long Seed, string Preset, int Epochs, double Recorded, double Accuracy, string WeightsSha256);

/// <summary>The trained networks that travel with the workbook, measured on test images, without training.</summary>
public sealed class PublishedNetworks : Experiment<PublishedNetworksOptions, PublishedNetworksResult>
{
    public override string Name => "networks";
    public override string Title => "The trained networks of data/checkpoints on MNIST's test digits";

    /// <inheritdoc/>
    public override PublishedNetworksOptions Preset(string name) => new() { TestImages = name == "quick" ? 2_000 : 10_000 };

    /// <inheritdoc/>
    public override PublishedNetworksResult Run(PublishedNetworksOptions options, ExperimentContext context)
    {
        options.Check();
        var folder = PublishedModel.Resolve(options.Models);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
        if (files.Length == 0) throw new WorkbookException($"There is no trained network in {folder}: train one with `lgm train --weights`, or name another folder.");
        var networks = new List<PublishedNetwork>();
        foreach (var (path, published) in files.Select(f => (f, PublishedModel.Load(f))).OrderByDescending(p => p.Item2.Options.Features).ThenBy(p => LossCatalogue.Names.ToList().IndexOf(p.Item2.Loss)).ThenBy(p => p.Item2.Options.Seed))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            using var images = RecognitionImages.Load(published.Options with { HeldOut = 0, TestImages = options.TestImages, TrainImages = 1 }, context);
            using var model = published.Restore(path, context);
            var accuracy = Evaluation.Of(model, images.Test, $"test {Path.GetFileName(path)}", context).Accuracy(images.Test.Labels);
            networks.Add(new PublishedNetwork(published.Options.Features, published.Loss, published.Options.Seed, published.Preset, published.Options.Training.Epochs, published.Accuracy, accuracy, published.WeightsSha256));
        }
        return new PublishedNetworksResult(options.TestImages, networks);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(PublishedNetworksResult result, PaperNumbers paper) => new(
        $"Accuracy on {result.TestImages} test digits in %",
        ["D", "loss", "seeds", "epochs", "paper", "ours, last epoch", "difference"],
        [.. result.Networks.GroupBy(n => (n.Features, n.Loss)).Select(trainings => Row([.. trainings], paper))],
        ["Ours: the mean over the seeds, with the smallest and the largest; after the last epoch. The published accuracies are the authors' best of 50 test epochs in a single run, chosen by the test digits."]);

    private static IReadOnlyList<string> Row(IReadOnlyList<PublishedNetwork> trainings, PaperNumbers paper)
    {
        var (first, mean) = (trainings[0], trainings.Average(n => n.Accuracy));
        var known = paper.Find("recognition", first.Loss, $"accuracy, {first.Features} features")?.Value / 100;
        var spread = trainings.Count == 1 ? "" : $" ({Percent(trainings.Min(n => n.Accuracy))} to {Percent(trainings.Max(n => n.Accuracy))})";
        return
        [
            first.Features.ToString(CultureInfo.InvariantCulture), LossCatalogue.Title(first.Loss), string.Join(", ", trainings.Select(n => n.Seed)), string.Join(", ", trainings.Select(n => n.Epochs).Distinct()),
            known is { } theirs ? Percent(theirs) : "", Percent(mean) + spread, known is { } published ? ((mean - published) * 100).ToString("+0.00;-0.00", CultureInfo.InvariantCulture) : "",
        ];
    }

    private static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);
}
