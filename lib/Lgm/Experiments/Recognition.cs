using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What <see cref="Recognition"/> measured.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Losses">One entry a loss.</param>
internal sealed record RecognitionResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<LossAccuracy> Losses);

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Accuracy">On the test images, after the last epoch: a share in [0, 1].</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
/// <param name="EpochAccuracies">The accuracy after each epoch, the last being <paramref name="Accuracy"/>; null where it was not measured.</param>
internal sealed record LossAccuracy(string Loss, double Accuracy, IReadOnlyList<double> EpochLosses, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>The accuracies of the paper's MNIST and CIFAR sections: the same network under each loss.</summary>
internal sealed class Recognition : Experiment<RecognitionOptions, RecognitionResult>
{
    public override string Name => "recognition";
    public override string Title => "Images recognised under each loss";

    /// <inheritdoc/>
    public override RecognitionOptions Preset(string name, string? dataSet = null, int? features = null) => Recipes.Of(name, dataSet, features) with { EachEpoch = true };

    /// <inheritdoc/>
    public override RecognitionResult Run(RecognitionOptions options, Context context)
    {
        using var images = context.Images(options);
        var losses = new List<LossAccuracy>();
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var network = Network.Of(loss, options, images, context);
            var accuracy = network.Model.Accuracy(images.Test, $"test {LossCatalogue.Title(loss)}");
            losses.Add(new LossAccuracy(loss, accuracy, network.History.Losses, network.History.Accuracies is { Count: > 0 } each ? each : null));
        }
        return new RecognitionResult(images.Fingerprints, losses);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(RecognitionOptions options, RecognitionResult result, PaperNumbers paper)
    {
        var best = result.Losses.Any(l => l.EpochAccuracies is not null);
        var heldOut = options.HeldOut > 0;
        return new ResultTable(
            $"Accuracy on {(options.DataSet == "mnist" ? "" : $"{options.DataSet}, ")}{(heldOut ? "held-out training" : "test")} images in %, {options.Features} features",
            ["loss", "paper", "ours, last epoch", "difference", .. best ? ["ours, best epoch", "which epoch that is"] : Array.Empty<string>()],
            [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[
                LossCatalogue.Title(l.Loss), .. Accuracies.Cells(paper, heldOut ? "" : options.DataSet, l.Loss, options.Features, [l.Accuracy]),
                .. best ? [Accuracies.BestEpoch(l.EpochAccuracies), Cell.Of(l.EpochAccuracies?.Index().MaxBy(a => a.Item).Index + 1, "0")] : Array.Empty<Cell>()])],
            [heldOut ? "Held-out training images: no published accuracy is of them." : Accuracies.Note(paper, options.DataSet, result.Losses.Select(l => l.EpochLosses.Count))]);
    }
}
