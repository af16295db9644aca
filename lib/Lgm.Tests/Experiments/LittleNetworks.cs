using Lgm.Experiments;
using Lgm.Training;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>Networks trained for seconds on <see cref="DigitSet"/> and published, so that experiments over trained networks run on real ones.</summary>
internal static class LittleNetworks
{
    /// <summary>One training of each loss and seed, written where <see cref="PublishedModel.FileName"/> says.</summary>
    public static void Publish(string folder, IReadOnlyList<string> losses, int features, IEnumerable<long> seeds, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        foreach (var seed in seeds)
            foreach (var loss in losses)
            {
                var recipe = new RecognitionOptions { DataSet = "mnist", Features = features, Losses = [loss], Seed = seed, TrainImages = DigitSet.Train, TestImages = DigitSet.Test, Training = new() { Epochs = 12, BatchSize = 8, LearningRate = 3e-3 } };
                using var images = RecognitionImages.Load(recipe, context);
                using var trained = TrainedModel.Train(loss, recipe, images, context);
                var path = Path.Combine(folder, PublishedModel.FileName("mnist", loss, features, seed));
                Checkpoint.SaveWeights(path, trained.Model);
                new PublishedModel
                {
                    Command = "lgm train", Loss = loss, Preset = "quick", Options = recipe, Accuracy = Evaluation.Of(trained.Model, images.Test, "test", context).Accuracy(images.Test.Labels), EpochLosses = trained.EpochLosses,
                    DataFingerprints = images.Fingerprints, Provenance = Provenance.Now(CPU, Lgm.Models.Precision.Float32, TimeSpan.Zero),
                }.Save(path);
            }
    }
}
