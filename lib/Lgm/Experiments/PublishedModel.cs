using System.Security.Cryptography;
using System.Text.Json;
using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>
/// A trained model that can be looked at without training it again: its weights as a safetensors file, readable from Python
/// too, and beside it, under the same name with <c>.json</c>, this record of how it came to be.
/// </summary>
public sealed record PublishedModel
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

    /// <summary>The full path of a folder of models, given from the workbook's folder (outside a checkout, from the present one).</summary>
    public static string Resolve(string folder) => Path.GetFullPath(folder, WorkbookFolder.Find() ?? Environment.CurrentDirectory);

    /// <summary>The file's name of a model: <c>mnist-lgm-100d-seed1.safetensors</c>.</summary>
    public static string FileName(string dataSet, string loss, int features, long seed) => FormattableString.Invariant($"{dataSet}-{loss}-{features}d-seed{seed}.safetensors");

    /// <summary>Where the networks of a recipe's losses lie, if they do; none in a folder without a name.</summary>
    internal static IEnumerable<string> PathsOf(RecognitionOptions recipe, string folder) =>
        folder.Length == 0 ? [] : recipe.Losses.Select(loss => Path.Combine(Resolve(folder), FileName(recipe.DataSet, loss, recipe.Features, recipe.Seed)));

    /// <summary>Writes the record beside weights that <see cref="Checkpoint.SaveWeights"/> has written.</summary>
    /// <exception cref="WorkbookException">The file could not be written.</exception>
    public void Save(string weights)
    {
        AtomicFile.Write(RecordOf(weights), JsonSerializer.Serialize(this with { WeightsSha256 = Sha256(weights) }, RunRecord.Json) + "\n");
    }

    /// <summary>Reads the record beside a weights' file and checks that they belong together.</summary>
    /// <exception cref="WorkbookException">One is missing or damaged; the sentence names it and what to do.</exception>
    public static PublishedModel Load(string weights)
    {
        var record = RecordOf(weights);
        try
        {
            var model = JsonSerializer.Deserialize<PublishedModel>(File.ReadAllText(record), RunRecord.Json) ?? throw new JsonException("it is empty");
            if (Sha256(weights) != model.WeightsSha256) throw new JsonException($"its checksum is not that of {Path.GetFileName(weights)}");
            model.Options.Check();
            return model;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WorkbookException($"There is no trained model {weights} with its record {Path.GetFileName(record)}: train it with `lgm train --weights {weights}`, or name another.", e);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The record {record} is unusable ({e.Message.Split('\n')[0].TrimEnd('.')}): fetch both files again, or train the model anew.", e);
        }
    }

    /// <summary><see cref="Load(string)"/>, and that it is what its name says: trained on all it was given.</summary>
    /// <param name="weights">The weights' file.</param>
    /// <param name="loss">The loss's name in the catalogue.</param>
    /// <param name="features">D.</param>
    /// <param name="seed">Of its training.</param>
    /// <exception cref="WorkbookException">It is missing, damaged or another network.</exception>
    public static PublishedModel Load(string weights, string loss, int features, long seed)
    {
        var model = Load(weights);
        return model.Loss == loss && model.Options.Seed == seed && model.Options.Features == features && model.Options.HeldOut == 0
            ? model
            : throw new WorkbookException($"{weights} is not what its name says (its record: {model.Loss}, D {model.Options.Features}, seed {model.Options.Seed}, {model.Options.HeldOut} images held out): train it anew.");
    }

    /// <summary><see cref="Load(string, string, int, long)"/>, and that its data are those that are here.</summary>
    /// <param name="weights">The weights' file.</param>
    /// <param name="loss">The loss's name in the catalogue.</param>
    /// <param name="features">D.</param>
    /// <param name="seed">Of its training.</param>
    /// <param name="images">The data that are here.</param>
    /// <exception cref="WorkbookException">It is missing, damaged, another network, or of other data.</exception>
    public static PublishedModel Load(string weights, string loss, int features, long seed, RecognitionImages images)
    {
        var model = Load(weights, loss, features, seed);
        return model.WasTrainedOn(images)
            ? model
            : throw new WorkbookException($"{weights} was trained on other data than the {model.Options.DataSet} that is here: use the files its record names, or train it anew.");
    }

    /// <summary>Whether its data are those that are here, image by image and in the same order.</summary>
    public bool WasTrainedOn(RecognitionImages images) => DataFingerprints.SequenceEqual(images.Fingerprints);

    /// <summary>The model with its weights, in evaluation mode, on the context's device.</summary>
    /// <param name="weights">The file that <see cref="Load(string)"/> was given.</param>
    /// <param name="context">Device and data catalogue.</param>
    /// <exception cref="WorkbookException">The weights are not those of this record's network.</exception>
    public BoundedClassifier Restore(string weights, ExperimentContext context)
    {
        var classes = Options.Classes > 0 ? Options.Classes : context.Data.Catalogue.Find(Options.DataSet).Classes.Count;
        var model = TrainedModel.Untrained(Loss, Options, classes, PixelSpace.Of(Options.DataSet), context);
        Checkpoint.LoadWeights(weights, model);
        model.eval();
        return model;
    }

    /// <summary>The record's path of a weights' file.</summary>
    public static string RecordOf(string weights) => Path.ChangeExtension(weights, ".json");

    internal static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
