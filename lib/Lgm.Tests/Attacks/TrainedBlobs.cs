using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Models;
using Lgm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Tests.Attacks;

/// <summary>Little networks that know their generated images, one of each loss, trained once for all tests that attack or detect.</summary>
internal static class TrainedBlobs
{
    public const int Classes = 5, TrainImages = 100;

    /// <summary>One loss for each kind of head: linear, linear with centres, Gaussians of one shape, Gaussians that differ.</summary>
    public static readonly string[] Heads = ["softmax", "center", "lgm", "lgm-paper"];

    private static readonly Dictionary<(string Loss, long Seed), (BoundedClassifier Model, RefittedMixture Density)> s_trained = [];

    public static BoundedClassifier Model(string loss, long seed = 1) => Trained(loss, seed).Model;

    /// <summary>Gaussians refitted to the network's training features.</summary>
    public static RefittedMixture Density(string loss) => Trained(loss, 1).Density;

    private static (BoundedClassifier Model, RefittedMixture Density) Trained(string loss, long seed)
    {
        if (s_trained.TryGetValue((loss, seed), out var known)) return known;
        using var images = BlobImages.Set(TrainImages, Classes);
        var model = BlobImages.Classifier(loss, Classes, seed);
        // Kept for every test, whichever scope was open when the first asked.
        foreach (var weight in model.state_dict().Values) weight.DetachFromDisposeScope();
        new Trainer(model, images, new TrainingOptions { Epochs = 6, BatchSize = 20, LearningRate = 0.05, DecayEvery = 6 }).Train();
        using var scope = NewDisposeScope();
        var (pixels, labels) = images.Range(0, TrainImages);
        return s_trained[(loss, seed)] = (model, RefittedMixture.Fit(model.Features(pixels), labels, Classes, RefittedCovariance.Shared));
    }

    public static double Accuracy(BoundedClassifier model, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return model.Logits(images).argmax(1).eq(labels).to(float64).mean().item<double>();
    }
}
