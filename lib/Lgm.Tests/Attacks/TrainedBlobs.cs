namespace Lgm.Tests.Attacks;

/// <summary>Little networks that know their generated images, one of each kind of head, trained once for a class of tests.</summary>
public sealed class TrainedBlobs : IDisposable
{
    public const int Classes = 5, TrainImages = 100;

    /// <summary>Linear, linear with centres, Gaussians of one shape, Gaussians that differ.</summary>
    public static readonly string[] Heads = ["softmax", "center", "lgm", "lgm-paper"];

    private readonly Dictionary<string, (BoundedClassifier Model, RefittedMixture Density)> trained = [];

    public TrainedBlobs()
    {
        using var images = BlobImages.Set(TrainImages, Classes);
        foreach (var loss in Heads)
        {
            var model = BlobImages.Classifier(loss, Classes);
            Trainer.Train(model, images, new TrainingOptions { Epochs = 6, BatchSize = 20, LearningRate = 0.05, DecayEvery = 6 });
            using var features = model.Evaluate(images).Features;
            trained[loss] = (model, RefittedMixture.Fit(features, images.Labels, Classes, RefittedCovariance.Shared));
        }
    }

    public BoundedClassifier Model(string loss) => trained[loss].Model;

    /// <summary>Gaussians refitted to the network's training features.</summary>
    public RefittedMixture Density(string loss) => trained[loss].Density;

    public void Dispose()
    {
        foreach (var (model, density) in trained.Values)
        {
            model.Dispose();
            density.Dispose();
        }
    }
}
