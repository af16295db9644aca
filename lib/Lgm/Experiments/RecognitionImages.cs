using Lgm.Data;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>The training and test images of a run, on its device.</summary>
public sealed class RecognitionImages : IDisposable
{
    private RecognitionImages(ImageSet train, ImageSet test, PixelSpace pixels) => (Train, Test, Pixels) = (train, test, pixels);

    public ImageSet Train { get; }
    public ImageSet Test { get; }

    /// <summary>The pixels' bounds and normalisation.</summary>
    public PixelSpace Pixels { get; }

    /// <summary>Of the training and the test data.</summary>
    public IReadOnlyList<string> Fingerprints => [Train.Fingerprint, Test.Fingerprint];

    /// <summary>The images the options ask for, as <see cref="ImageSets"/> loads them.</summary>
    /// <exception cref="WorkbookException">The set is unknown, cannot be had, is damaged, or does not fit the network.</exception>
    public static RecognitionImages Load(RecognitionOptions options, ExperimentContext context)
    {
        var entry = context.Data.Catalogue.Find(options.DataSet);
        var network = options.NetworkOf(entry.Name);
        if (entry.Image != NetworkCatalogue.ImageOf(network))
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the network {network} takes {NetworkCatalogue.ImageOf(network)}: choose another data set or network ({string.Join(", ", NetworkCatalogue.Names)}).");
        var (train, test) = ImageSets.Load(
            context.Data, options.DataSet, options.TrainImages, options.TestImages, options.HeldOut, options.Classes, context.Device, context.Progress, context.Cancellation);
        return new RecognitionImages(train, test, PixelSpace.Of(entry.Name));
    }

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
