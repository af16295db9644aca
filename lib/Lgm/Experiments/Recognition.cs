using System.Globalization;
using Lgm.Losses;
using Plotly.NET;
using Figure = Lgm.Figures.Figure;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What <see cref="Recognition"/> measured.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Features">D.</param>
/// <param name="HeldOut">How many held-out training images were measured in place of test images; 0 for none.</param>
/// <param name="Losses">One entry a loss.</param>
/// <param name="DataSet">Its name in the catalogue.</param>
public sealed record RecognitionResult(IReadOnlyList<string> DataFingerprints, int Features, int HeldOut, IReadOnlyList<LossAccuracy> Losses, string DataSet = "mnist");

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Accuracy">On the test images, after the last epoch: a share in [0, 1].</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
/// <param name="EpochAccuracies">The accuracy after each epoch, the last being <paramref name="Accuracy"/>; null where it was not measured.</param>
public sealed record LossAccuracy(string Loss, double Accuracy, IReadOnlyList<double> EpochLosses, IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>The accuracies of the paper's MNIST and CIFAR sections: the same network under each loss.</summary>
public sealed class Recognition : Experiment<RecognitionOptions, RecognitionResult>
{
    public override string Name => "recognition";
    public override string Title => "Images recognised under each loss";

    /// <inheritdoc/>
    public override RecognitionOptions Preset(string name) => Preset(name, null, null);

    /// <inheritdoc/>
    protected override RecognitionOptions Preset(string name, string? dataSet, int? features) => RecognitionRecipes.Of(name, dataSet, features) with { EachEpoch = true };

    /// <inheritdoc/>
    public override RecognitionResult Run(RecognitionOptions options, ExperimentContext context)
    {
        options.Check();
        using var images = RecognitionImages.Load(options, context);
        var losses = new List<LossAccuracy>();
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var trained = TrainedModel.Train(loss, options, images, context);
            var accuracy = Evaluation.Of(trained.Model, images.Test, $"test {LossCatalogue.Title(loss)}", context).Accuracy(images.Test.Labels);
            losses.Add(new LossAccuracy(loss, accuracy, trained.EpochLosses, options.EachEpoch ? trained.EpochAccuracies : null));
        }
        return new RecognitionResult(images.Fingerprints, options.Features, options.HeldOut, losses, options.DataSet);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(RecognitionResult result, PaperNumbers paper)
    {
        // Results of before have one measurement, after the last epoch.
        double? Published(string loss) => result.HeldOut > 0 ? null : AccuracyBesidePaper.Published(paper, result.DataSet, loss, result.Features);
        var best = result.Losses.Any(l => l.EpochAccuracies is { Count: > 0 });
        return new ResultTable(
            $"Accuracy on {(result.DataSet == "mnist" ? "" : $"{result.DataSet}, ")}{(result.HeldOut > 0 ? "held-out training" : "test")} images in %, {result.Features} features",
            ["loss", "paper", "ours, last epoch", "difference", .. best ? ["ours, best epoch", "which epoch that is"] : Array.Empty<string>()],
            [.. result.Losses.Select(l => (IReadOnlyList<string>)[
                LossCatalogue.Title(l.Loss), .. AccuracyBesidePaper.Cells(Published(l.Loss), [l.Accuracy]), .. best ? Best(l.EpochAccuracies) : []])],
            [result.HeldOut > 0 ? "Held-out training images: no published accuracy is of them." : AccuracyBesidePaper.Reason(paper, result.DataSet, result.Losses.Select(l => l.EpochLosses.Count)), .. best ? [AccuracyBesidePaper.AboutBestEpoch] : Array.Empty<string>()]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(RecognitionResult result) =>
        EpochCurves($"{result.DataSet}: accuracy after each epoch", result.HeldOut > 0 ? "held-out" : "test", result.Losses.Select(l => (LossCatalogue.Title(l.Loss), l.EpochAccuracies)));

    // None where no training was measured more than once.
    internal static IReadOnlyList<GenericChart> EpochCurves(string title, string measured, IEnumerable<(string Name, IReadOnlyList<double>? Accuracies)> trainings)
    {
        (string, IReadOnlyList<double>)[] curves = [.. trainings.Where(t => t.Accuracies is { Count: > 1 }).Select(t => (t.Name, (IReadOnlyList<double>)[.. t.Accuracies!.Select(a => a * 100)]))];
        return curves.Length == 0 ? [] : [Figure.Curves(title, "epoch", $"{measured} accuracy in %", curves)];
    }

    private static string[] Best(IReadOnlyList<double>? accuracies) => accuracies is { Count: > 0 }
        ? [AccuracyBesidePaper.BestEpoch(accuracies), (accuracies.Index().MaxBy(a => a.Item).Index + 1).ToString(CultureInfo.InvariantCulture)]
        : ["", ""];
}
