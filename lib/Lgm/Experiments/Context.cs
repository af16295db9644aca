using Lgm.Data;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What an experiment needs beside its options: none of it changes the result, but for rounding. <see cref="LongWork"/> watches and stops a run.</summary>
public sealed record Context
{
    /// <summary>Where images come from.</summary>
    public required DataStore Data { get; init; }

    /// <summary>Where tensors live. Default: the CPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The folder where an interrupted training is kept, so that the same run goes on from there. Default: null, nothing is kept.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The images the options ask for; a data set that is not here yet is fetched.</summary>
    /// <exception cref="WorkbookException">The set is unknown, cannot be had, is damaged, has fewer images, or does not fit the network.</exception>
    public RunImages Images(RecognitionOptions options)
    {
        var entry = Data.Catalogue.Find(options.DataSet);
        var network = options.NetworkOf(entry.Name);
        if (entry.Image != NetworkCatalogue.ImageOf(network))
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the network {network} takes {NetworkCatalogue.ImageOf(network)}: choose another data set or network ({string.Join(", ", NetworkCatalogue.Names)}).");
        if (options.Classes > entry.Classes.Count) throw new WorkbookException($"{entry.Title} has {entry.Classes.Count} classes, and {options.Classes} are asked for: give at most that many, or 0 for all.");
        Data.Get(entry, LongWork.Progress, LongWork.Cancellation());
        ImageSet Whole(DataSplit split)
        {
            var data = Data.Read(entry, split);
            return options.Classes == 0 ? ImageSet.From(data, entry.Classes.Count, Device) : ImageSet.From(data.OfFirst(options.Classes), options.Classes, Device);
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
        if (options.HeldOut > 0) return new RunImages(train, Part(training, DataSplit.Train, options.HeldOut, heldOutFrom, training.Count));
        using var test = Whole(DataSplit.Test);
        return new RunImages(train, Part(test, DataSplit.Test, options.TestImages, 0, test.Count));
    }
}

/// <summary>The training and test images of a run, on its device.</summary>
public sealed record RunImages(ImageSet Train, ImageSet Test) : IDisposable
{
    /// <summary>Of the training and the test data.</summary>
    public IReadOnlyList<string> Fingerprints => [Train.Fingerprint, Test.Fingerprint];

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
