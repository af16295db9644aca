using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>A model trained by a recipe, ready to be measured.</summary>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Model">In evaluation mode.</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
public sealed record TrainedModel(string Loss, BoundedClassifier Model, IReadOnlyList<double> EpochLosses) : IDisposable
{
    /// <summary>The accuracy on the test images after each epoch; empty where the options do not ask for it.</summary>
    public IReadOnlyList<double> EpochAccuracies { get; init; } = [];

    /// <summary>The untrained network of the options' data set with a head; the same seed gives every loss the same first weights of the network.</summary>
    public static BoundedClassifier Untrained(string loss, RecognitionOptions options, int classes, PixelSpace pixels, ExperimentContext context)
    {
        manual_seed(options.Seed);
        var model = new BoundedClassifier(
            NetworkCatalogue.Create(options.NetworkOf(options.DataSet), options.Features, context.Precision),
            LossCatalogue.Create(loss, classes, options.Features, options),
            pixels);
        return model.to(context.Device);
    }

    /// <summary>Trains one loss; where the context keeps checkpoints, from the one an interrupted run of the same options left.</summary>
    public static TrainedModel Train(string loss, RecognitionOptions options, RecognitionImages images, ExperimentContext context)
    {
        var model = Untrained(loss, options, images.Train.Classes, images.Pixels, context);
        var checkpoint = context.Checkpoints is null ? null : Path.Combine(context.Checkpoints, loss + ".safetensors");
        var trainer = new Trainer(model, images.Train, options.Training with { Seed = options.Seed }, context.Precision);
        IReadOnlyList<double> losses;
        try
        {
            losses = trainer.Train(checkpoint, $"train {LossCatalogue.Title(loss)}", context.Progress, context.Cancellation, Evaluation.EachEpoch(model, options, images, context));
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{LossCatalogue.Title(loss)}: {e.Message}");
        }
        return new TrainedModel(loss, model, losses) { EpochAccuracies = trainer.Accuracies };
    }

    public void Dispose() => Model.Dispose();
}
