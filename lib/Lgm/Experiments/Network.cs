using System.Security.Cryptography;
using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>Trained networks: those that come with the workbook, and those trained now.</summary>
public static class Network
{
    private static readonly string[] s_folders = [Path.Combine("data", "checkpoints"), Path.Combine("data", "checkpoints-extra")];

    /// <summary>A network that comes with the workbook, in evaluation mode.</summary>
    /// <param name="loss">Its loss's name in the catalogue.</param>
    /// <param name="features">D. Default: 100.</param>
    /// <param name="seed">Of its training. Default: 1.</param>
    /// <param name="dataSet">What it was trained on. Default: mnist.</param>
    /// <param name="device">Where it is put. Default: the CPU.</param>
    /// <exception cref="WorkbookException">There is no such network, or it is damaged.</exception>
    public static BoundedClassifier Load(string loss, int features = 100, long seed = 1, string dataSet = "mnist", Device? device = null)
    {
        var path = PathOf(loss, features, seed, dataSet);
        return NetworkRecord.Load(path).Restore(path, DataSetCatalogue.Load().Find(dataSet).Classes.Count, device ?? CPU);
    }

    /// <summary>How a network that comes with the workbook was trained.</summary>
    /// <inheritdoc cref="Load"/>
    internal static NetworkRecord RecordOf(string loss, int features = 100, long seed = 1, string dataSet = "mnist") => NetworkRecord.Load(PathOf(loss, features, seed, dataSet));

    /// <summary>The file's name of a network: <c>mnist-lgm-100d-seed1.safetensors</c>.</summary>
    internal static string FileName(string dataSet, string loss, int features, long seed) => FormattableString.Invariant($"{dataSet.ToLowerInvariant()}-{loss}-{features}d-seed{seed}.safetensors");

    /// <summary>The full path of a folder that is given from the workbook's folder (outside a checkout, from the present one).</summary>
    internal static string Resolve(string folder) => Path.GetFullPath(folder, WorkbookFolder.Find() ?? Environment.CurrentDirectory);

    /// <summary>Where a network lies: in the first of the folders that has it, or null.</summary>
    internal static string? Search(IEnumerable<string> folders, string dataSet, string loss, int features, long seed) =>
        folders.Select(folder => Path.Combine(Resolve(folder), FileName(dataSet, loss, features, seed))).FirstOrDefault(File.Exists);

    /// <summary>The network of a loss, of the options' seed: from <see cref="RecognitionOptions.Networks"/> where it is there, else trained.</summary>
    internal static TrainedNetwork Of(string loss, RecognitionOptions options, RunImages images, Context context)
    {
        if (options.PathOf(loss, options.Seed) is not { } path)
        {
            var weights = options.Keep.Length > 0 ? Path.Combine(Resolve(options.Keep), FileName(options.DataSet, loss, options.Features, options.Seed)) : null;
            if (weights is not null) AtomicFile.RequireWritable(weights);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var network = Train(loss, options, images, context.Device, context.Checkpoints is { } kept ? Path.Combine(kept, FormattableString.Invariant($"{loss}-seed{options.Seed}.safetensors")) : null);
            if (weights is not null) Keep(network, weights, options, images, context, clock.Elapsed);
            return network;
        }
        var record = NetworkRecord.Load(path);
        var own = record.Options;
        if ((record.Loss, own.Seed, own.Features, own.HeldOut) != (loss, options.Seed, options.Features, 0))
            throw new WorkbookException($"{path} is not what its name says (its record: {record.Loss}, D {own.Features}, seed {own.Seed}, {own.HeldOut} images held out): train it anew.");
        if ((own.Classes, own.NetworkOf(own.DataSet)) != (options.Classes, options.NetworkOf(options.DataSet)))
            throw new WorkbookException($"{path} is another network than the options ask for (Classes {own.Classes}, Network {own.NetworkOf(own.DataSet)}): leave these options out, or train one with Networks= (empty).");
        // Copies of CIFAR-10 differ in the order of their images: a network is as good on another, but it must be told.
        var copy = record.DataFingerprints.SequenceEqual(images.Fingerprints) ? "" : $", on another copy of {options.DataSet}";
        return new TrainedNetwork(loss, record.Restore(path, images.Train.Classes, context.Device), record, $"stored, {record.Preset} preset, {Epochs(own)}{copy}", new TrainingHistory(record.EpochLosses, record.EpochAccuracies));
    }

    /// <summary>Trains one loss; its state is kept at the checkpoint, where one is named, and an interrupted training goes on from there.</summary>
    internal static TrainedNetwork Train(string loss, RecognitionOptions options, RunImages images, Device device, string? checkpoint = null)
    {
        var model = Untrained(loss, options, images.Train.Classes, device);
        try
        {
            var history = Trainer.Train(model, images.Train, options.Training with { Seed = options.Seed }, checkpoint, options.EachEpoch ? () => model.Accuracy(images.Test) : null, $"train {LossCatalogue.Title(loss)}");
            return new TrainedNetwork(loss, model, null, FormattableString.Invariant($"trained here, {Epochs(options)} of {options.TrainImages:N0} images"), history);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{LossCatalogue.Title(loss)}: {e.Message}");
        }
    }

    /// <summary>Writes a network that was just trained, and its record: rounded to float16, by which it is measured from then on.</summary>
    /// <returns>Its accuracy on the test images, or on the held-out ones where the options keep some.</returns>
    internal static double Keep(TrainedNetwork network, string weights, RecognitionOptions options, RunImages images, Context context, TimeSpan elapsed)
    {
        Checkpoint.SaveWeights(weights, network.Model);
        Checkpoint.LoadWeights(weights, network.Model);
        var record = new NetworkRecord
        {
            Command = context.Command,
            Loss = network.Loss,
            Preset = context.Preset,
            Options = options,
            Accuracy = network.Model.Accuracy(images.Test, $"test {LossCatalogue.Title(network.Loss)}"),
            EpochLosses = network.History.Losses,
            EpochAccuracies = network.History.Accuracies,
            DataFingerprints = images.Fingerprints,
            Provenance = Provenance.Now(context.Device, options.Training, elapsed),
        };
        record.Save(weights);
        return record.Accuracy;
    }

    /// <summary>The network before its training; the same seed gives every loss the same first weights of the network.</summary>
    internal static BoundedClassifier Untrained(string loss, RecognitionOptions options, int classes, Device device)
    {
        manual_seed(options.Seed);
        return new BoundedClassifier(
            NetworkCatalogue.Create(options.NetworkOf(options.DataSet), options.Features), LossCatalogue.Create(loss, classes, options.Features, options), PixelSpace.Of(options.DataSet)).to(device);
    }

    private static string PathOf(string loss, int features, long seed, string dataSet) => Search(s_folders, dataSet, loss, features, seed)
        ?? throw new WorkbookException($"There is no network {FileName(dataSet, loss, features, seed)} in {string.Join(" or ", s_folders)}: name another, or train it with `lgm train --weights`.");

    private static string Epochs(RecognitionOptions options) => options.Training.Epochs == 1 ? "1 epoch" : $"{options.Training.Epochs} epochs";
}

/// <summary>A trained network: one that lay in a folder with its record, or one that was trained now.</summary>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Model">In evaluation mode.</param>
/// <param name="Record">Of the one that lay there; null for one trained now.</param>
/// <param name="Origin">How it was trained, in words.</param>
/// <param name="History">What its training was like; the accuracies are empty where the last alone was recorded.</param>
internal sealed record TrainedNetwork(string Loss, BoundedClassifier Model, NetworkRecord? Record, string Origin, TrainingHistory History) : IDisposable
{
    public void Dispose() => Model.Dispose();
}

/// <summary>
/// How a trained network came to be: a JSON file beside its weights (safetensors, readable from Python too), under the same
/// name. Both can be looked at without training again.
/// </summary>
internal sealed record NetworkRecord
{
    /// <summary>The command that trained it.</summary>
    public required string Command { get; init; }

    /// <summary>The loss's name in the catalogue.</summary>
    public required string Loss { get; init; }

    public required string Preset { get; init; }
    public required RecognitionOptions Options { get; init; }

    /// <summary>After the last epoch, on the test images, or on the held-out ones where the options keep some: a share in [0, 1].</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean training loss of each epoch.</summary>
    public required IReadOnlyList<double> EpochLosses { get; init; }

    /// <summary>The accuracy after each epoch; empty where the options do not ask for it.</summary>
    public IReadOnlyList<double> EpochAccuracies { get; init; } = [];

    /// <summary>Of the training and the test data.</summary>
    public required IReadOnlyList<string> DataFingerprints { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>Of the weights' file, in hexadecimal digits.</summary>
    public string WeightsSha256 { get; init; } = "";

    /// <summary>Writes the record beside weights that <see cref="Checkpoint.SaveWeights"/> has written.</summary>
    public void Save(string weights) => AtomicFile.Write(RecordOf(weights), JsonSerializer.Serialize(this with { WeightsSha256 = Sha256(weights) }, RunRecord.Json) + "\n");

    /// <summary>Reads the record beside a weights' file and checks that they belong together.</summary>
    public static NetworkRecord Load(string weights)
    {
        var record = RecordOf(weights);
        if (!Path.Exists(weights) || !Path.Exists(record))
            throw new WorkbookException($"There is no trained model {weights} with its record {Path.GetFileName(record)}: train it with `lgm train --weights {weights}`, or name another.");
        try
        {
            var network = JsonSerializer.Deserialize<NetworkRecord>(File.ReadAllText(record), RunRecord.Json) ?? throw new JsonException("it is empty");
            if (Sha256(weights) != network.WeightsSha256) throw new JsonException($"its checksum is not that of {Path.GetFileName(weights)}");
            network.Options.Check();
            return network;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The record {record} is unusable ({e.Message.Split('\n')[0].TrimEnd('.')}): fetch both files again, or train the model anew.", e);
        }
    }

    /// <summary>The network with its weights, in evaluation mode; K is that of the data set where the record's options take all classes.</summary>
    public BoundedClassifier Restore(string weights, int classes, Device device)
    {
        var model = Network.Untrained(Loss, Options, Options.Classes > 0 ? Options.Classes : classes, device);
        Checkpoint.LoadWeights(weights, model);
        return model;
    }

    public static string RecordOf(string weights) => Path.ChangeExtension(weights, ".json");

    internal static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
