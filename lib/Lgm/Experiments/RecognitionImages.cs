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
        // Held-out images are the last of the training split, whatever part of the rest is trained on.
        var heldOutFrom = entry.Counts[DataSplit.Train] - options.HeldOut;
        ImageSet Read(DataSplit split, int count, int start = 0)
        {
            var most = split == DataSplit.Train && start == 0 ? heldOutFrom : entry.Counts[split];
            if (start + count > most) throw new WorkbookException($"{entry.Title} has {most} images in its {split} split{(most < entry.Counts[split] ? " beside the held-out ones" : "")}, and {count} are asked for: give at most that many.");
            using var whole = ImageSet.From(context.Data.Read(entry, split), entry.Classes.Count, context.Device);
            return whole.Take(count, start);
        }
        return new RecognitionImages(
            Read(DataSplit.Train, options.TrainImages),
            options.HeldOut > 0 ? Read(DataSplit.Train, options.HeldOut, heldOutFrom) : Read(DataSplit.Test, options.TestImages),
            PixelsOf(entry));
    }

    /// <summary>The pixels of a data set of the catalogue.</summary>
    internal static PixelSpace PixelsOf(DataSetEntry entry) => entry.Name == "fashion-mnist" ? PixelSpace.FashionMnist : PixelSpace.Mnist;

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
