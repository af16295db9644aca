using Lgm.Losses;

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
/// <param name="TopFive">The share of test images whose class is among the five largest logits, which photographs are judged by; null where it was not measured.</param>
internal sealed record LossAccuracy(
    string Loss, double Accuracy, IReadOnlyList<double> EpochLosses, IReadOnlyList<double>? EpochAccuracies = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TopFive = null);

/// <summary>The accuracies of the paper's MNIST and CIFAR sections: the same network under each loss.</summary>
internal sealed class Recognition : Experiment<RecognitionOptions, RecognitionResult>
{
    public override string Name => "recognition";
    public override string Title => "Images recognised under each loss";

    public override RecognitionOptions Preset(string name, string? dataSet = null, int? features = null) => Recipes.Of(name, dataSet, features) with { EachEpoch = true };

    public override RecognitionResult Run(RecognitionOptions options, Context context)
    {
        using var images = context.Images(options);
        var losses = new List<LossAccuracy>();
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var network = Network.Of(loss, options, images, context);
            var accuracy = network.Model.Accuracy(images.Test, $"test {LossCatalogue.Title(loss)}");
            double? topFive = IsOfPhotographs(options) && images.Test.Classes > 5 ? network.Model.TopAccuracy(images.Test, 5, $"test {LossCatalogue.Title(loss)}") : null;
            losses.Add(new LossAccuracy(loss, accuracy, network.History.Losses, network.History.Accuracies is { Count: > 0 } each ? each : null, topFive));
        }
        return new RecognitionResult(images.Fingerprints, losses);
    }

    // Their tables are of errors.
    private static bool IsOfPhotographs(RecognitionOptions options) => options.DataSet is "imagenette" or "imagenet";

    protected override ResultTable Table(RecognitionOptions options, RecognitionResult result)
    {
        var heldOut = options.HeldOut > 0;
        if (IsOfPhotographs(options))
            return new ResultTable(
                $"Errors on {options.DataSet}, {(heldOut ? "held-out training" : "test")} images in %, {options.Features} features", ["loss", "paper", "top-1 error", "top-5 error"],
                [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[LossCatalogue.Title(l.Loss), Cell.Of(null), Cell.Percent(1 - l.Accuracy, "0.00"), Cell.Percent(1 - l.TopFive, "0.00")])],
                ["After the last epoch. The paper's errors on ImageNet are not known here."]);
        return new ResultTable(
            $"Accuracy on {(options.DataSet == "mnist" ? "" : $"{options.DataSet}, ")}{(heldOut ? "held-out training" : "test")} images in %, {options.Features} features",
            ["loss", "authors' code", "ours, last epoch", "difference", "ours, best epoch", "which epoch that is"],
            [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[
                LossCatalogue.Title(l.Loss), .. Accuracies.Cells(heldOut ? "" : options.DataSet, l.Loss, options.Features, [l.Accuracy]),
                Accuracies.BestEpoch(l.EpochAccuracies), Cell.Of(l.EpochAccuracies?.Index().MaxBy(a => a.Item).Index + 1, "0")])],
            [heldOut ? "Held-out training images: no published accuracy is of them." : Accuracies.Note(options.DataSet, result.Losses.Select(l => l.EpochLosses.Count))]);
    }
}
