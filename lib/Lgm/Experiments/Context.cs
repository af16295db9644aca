using Lgm.Data;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>What an experiment needs beside its options: none of it changes the result, but for rounding. <see cref="LongWork"/> watches and stops a run.</summary>
internal sealed record Context
{
    /// <summary>Where images come from.</summary>
    public required DataStore Data { get; init; }

    /// <summary>Where tensors live. Default: the CPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Of the run, by name; an experiment sets it. Default: empty.</summary>
    public string Preset { get; init; } = "";

    /// <summary>What runs it again; an experiment sets it. Default: empty.</summary>
    public string Command { get; init; } = "";

    /// <summary>The folder where an interrupted training is kept, so that the same run goes on from there. Default: null, nothing is kept.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>A part of a run: read where an interrupted run has kept it, else made and kept.</summary>
    /// <param name="name">Of its file.</param>
    /// <param name="make">Makes it.</param>
    /// <exception cref="WorkbookException">The file is damaged.</exception>
    public T Kept<T>(string name, Func<T> make)
    {
        if (Checkpoints is not { } folder) return make();
        var path = Path.Combine(folder, name + ".json");
        if (File.Exists(path)) return JsonFile.Read<T>(path, RunRecord.Json, fault => $"{path} is damaged ({fault}): delete it and run the experiment again.");
        var made = make();
        AtomicFile.Write(path, JsonSerializer.Serialize(made, RunRecord.Json));
        return made;
    }

    /// <summary>The images the options ask for; a data set that is not here yet is fetched.</summary>
    /// <exception cref="WorkbookException">The set is unknown, cannot be had, is damaged, has fewer images, or does not fit the network.</exception>
    public RunImages Images(RecognitionOptions options)
    {
        var entry = Data.Catalogue.Find(options.DataSet);
        var network = options.NetworkOf(entry.Name);
        var taken = NetworkCatalogue.ImageOf(network);
        if (taken is null ? entry.Image is not { Channels: 3, Height: >= 32, Width: >= 32 } : entry.Image != taken)
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the network {network} takes {taken?.ToString() ?? "3 channels and 32 pixels or more"}: choose another data set or network ({string.Join(", ", NetworkCatalogue.Names)}).");
        var (train, test) = ImageSet.Load(Data, options.DataSet, options.TrainImages, options.TestImages, options.HeldOut, options.Classes, Device);
        return new RunImages(train, test);
    }
}

/// <summary>The training and test images of a run, on its device.</summary>
internal sealed record RunImages(ImageSet Train, ImageSet Test) : IDisposable
{
    /// <summary>Of the training and the test data.</summary>
    public IReadOnlyList<string> Fingerprints => [Train.Fingerprint, Test.Fingerprint];

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
