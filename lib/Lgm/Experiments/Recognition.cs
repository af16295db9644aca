using System.Globalization;
using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What <see cref="Recognition"/> measured.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Features">D.</param>
/// <param name="HeldOut">How many held-out training images were measured in place of test images; 0 for none.</param>
/// <param name="Losses">One entry a loss.</param>
public sealed record RecognitionResult(IReadOnlyList<string> DataFingerprints, int Features, int HeldOut, IReadOnlyList<LossAccuracy> Losses);

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Accuracy">On the test images, after the last epoch: a share in [0, 1].</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
public sealed record LossAccuracy(string Loss, double Accuracy, IReadOnlyList<double> EpochLosses);

/// <summary>The accuracies of the paper's MNIST section: the same network under each loss.</summary>
public sealed class Recognition : Experiment<RecognitionOptions, RecognitionResult>
{
    public override string Name => "recognition";
    public override string Title => "MNIST digits recognised under each loss";

    /// <inheritdoc/>
    public override RecognitionOptions Preset(string name) => Recipe(name);

    /// <summary>The training recipe of a preset, shared by all experiments on MNIST.</summary>
    public static RecognitionOptions Recipe(string preset) => preset switch
    {
        "quick" => new()
        {
            TrainImages = 10_000,
            TestImages = 2_000,
            Training = new() { Epochs = 2, BatchSize = 50, LearningRate = 0.01, WarmUp = 0.5, Decay = 0.2, DecayEvery = 1, WeightDecay = 5e-4 },
            Mixture = new() { Margin = new(1, RampEpochs: 1), LikelihoodWeight = new(0.1, RampEpochs: 1) },
            LargeMargin = LargeMarginSoftmaxOptions.Over(epochs: 2),
        },
        "cpu" => new() { Training = new() { Epochs = 10, LearningRate = 0.01, Decay = 0.5, DecayEvery = 2, WeightDecay = 5e-4 }, LargeMargin = LargeMarginSoftmaxOptions.Over(epochs: 10) },
        // The authors' rate at D = 2; at their .02 for D = 100 the L-GM loss became NaN here in epoch 4, its margin nearly whole.
        _ => new() { Training = new() { LearningRate = 0.01 } },
    };

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
            losses.Add(new LossAccuracy(loss, accuracy, trained.EpochLosses));
        }
        return new RecognitionResult(images.Fingerprints, options.Features, options.HeldOut, losses);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(RecognitionResult result, PaperNumbers paper) => new(
        $"Accuracy on {(result.HeldOut > 0 ? "held-out training" : "test")} images in %, {result.Features} features",
        ["loss", "paper", "ours, last epoch"],
        [.. result.Losses.Select(l => (IReadOnlyList<string>)[
            LossCatalogue.Title(l.Loss),
            paper.Find(Name, l.Loss, $"accuracy, {result.Features} features")?.Value.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            (l.Accuracy * 100).ToString("0.00", CultureInfo.InvariantCulture)])],
        ["The published accuracies are the authors' best test epoch of a single run; ours are the last epoch's."]);
}
