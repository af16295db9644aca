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
        var network = options.NetworkOf(entry.Name);
        if (entry.Image != NetworkCatalogue.ImageOf(network))
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the network {network} takes {NetworkCatalogue.ImageOf(network)}: choose another data set or network ({string.Join(", ", NetworkCatalogue.Names)}).");
        if (options.Classes > entry.Classes.Count) throw new WorkbookException($"{entry.Title} has {entry.Classes.Count} classes, and {options.Classes} are asked for: give at most that many, or 0 for all.");
        context.Data.Get(entry, context.Progress, context.Cancellation);
        ImageSet Whole(DataSplit split)
        {
            var data = context.Data.Read(entry, split);
            return options.Classes == 0
                ? ImageSet.From(data, entry.Classes.Count, context.Device)
                : ImageSet.From(data.OfFirst(options.Classes), options.Classes, context.Device);
        }
        ImageSet Part(ImageSet whole, DataSplit split, int count, int start, int most)
        {
            if (start < 0 || start + count > most) throw new WorkbookException($"{entry.Title} has {most} images in its {split} split{(most < whole.Count ? " beside the held-out ones" : "")}, and {count} are asked for: give at most that many.");
            return whole.Take(count, start);
        }
        using var training = Whole(DataSplit.Train);
        // Held-out images are the last of the training split, whatever part of the rest is trained on.
        var heldOutFrom = training.Count - options.HeldOut;
        var train = Part(training, DataSplit.Train, options.TrainImages, 0, heldOutFrom);
        if (options.HeldOut > 0) return new RecognitionImages(train, Part(training, DataSplit.Train, options.HeldOut, heldOutFrom, training.Count), PixelSpace.Of(entry.Name));
        using var test = Whole(DataSplit.Test);
        return new RecognitionImages(train, Part(test, DataSplit.Test, options.TestImages, 0, test.Count), PixelSpace.Of(entry.Name));
    }

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
