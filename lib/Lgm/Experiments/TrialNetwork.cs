using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>A trained network of the models' folder with its fitted detectors: attacked, and shown what was made on others.</summary>
internal sealed class TrialNetwork : IDisposable
{
    private readonly BoundedClassifier model;
    private readonly DetectionTrial whole;
    private readonly DetectionTrial? part;

    /// <summary>Restores a network, fits its detectors, and scores the clean images.</summary>
    /// <param name="path">Of its weights.</param>
    /// <param name="loss">Its loss's name in the catalogue.</param>
    /// <param name="seed">Of its training.</param>
    /// <param name="detectors">By their names in the catalogue.</param>
    /// <param name="images">Of the protocol's data set.</param>
    /// <param name="options">D, and how many images the iterated attacks are made of.</param>
    /// <param name="context">Device, progress and cancellation.</param>
    /// <exception cref="WorkbookException">The network is not there, or is not what its name says.</exception>
    public TrialNetwork(string path, string loss, long seed, IReadOnlyList<string> detectors, RecognitionImages images, DetectionOptions options, ExperimentContext context)
    {
        var published = PublishedModel.Load(path, loss, options.Features, seed, images);
        model = published.Restore(path, context);
        try
        {
            whole = new DetectionTrial(model, images.Train, images.Test, detectors, $"{LossCatalogue.Title(loss)} (seed {seed})", context);
            if (options.IteratedImages < whole.Images) part = whole.First(options.IteratedImages);
        }
        catch
        {
            Dispose();
            throw;
        }
        Measured = new MeasuredNetwork(loss, seed, published.Options.Training.Epochs, published.WeightsSha256, whole.CleanAccuracy);
    }

    /// <summary>What the result says of it.</summary>
    public MeasuredNetwork Measured { get; }

    public string Loss => Measured.Loss;

    public long Seed => Measured.Seed;

    /// <summary>All test images; for an iterated attack the first <see cref="DetectionOptions.IteratedImages"/>.</summary>
    public DetectionTrial Trial(bool iterated) => iterated ? part ?? whole : whole;

    public void Dispose()
    {
        part?.Dispose();
        whole?.Dispose();
        model.Dispose();
    }
}
