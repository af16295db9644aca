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

    /// <summary>Obtains the data set where it is not here yet, and reads the images the options ask for.</summary>
    /// <exception cref="WorkbookException">The set is unknown, cannot be had, is damaged, or does not fit the network.</exception>
    public static RecognitionImages Load(RecognitionOptions options, ExperimentContext context)
    {
        var entry = context.Data.Catalogue.Find(options.DataSet);
        if (entry.Image is not { Channels: 1, Height: 28, Width: 28 })
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the MNIST network takes 1x28x28: choose mnist or fashion-mnist.");
        context.Data.Get(entry, context.Progress, context.Cancellation);
        ImageSet Read(DataSplit split, int count)
        {
            if (count > entry.Counts[split]) throw new WorkbookException($"{entry.Title} has {entry.Counts[split]} images in its {split} split, and {count} are asked for: give at most that many.");
            using var whole = ImageSet.From(context.Data.Read(entry, split), entry.Classes.Count, context.Device);
            return whole.Take(count);
        }
        return new RecognitionImages(Read(DataSplit.Train, options.TrainImages), Read(DataSplit.Test, options.TestImages), entry.Name == "fashion-mnist" ? PixelSpace.FashionMnist : PixelSpace.Mnist);
    }

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
