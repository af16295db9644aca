using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Lgm.Data;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>One run as it is kept: what was asked, what was measured, and how it came to be. Tables and figures are made from it.</summary>
public sealed partial class RunRecord
{
    internal RunRecord(string experiment, string preset, IExperimentOptions options, object? result, Provenance provenance, string? diverged = null) =>
        (Experiment, Preset, Options, Result, Provenance, Diverged) = (experiment, preset, options, result, provenance, diverged);

    /// <summary>One JSON style for all files of results: indented, enums by name.</summary>
    internal static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The experiment's name, such as <c>detection</c>.</summary>
    public string Experiment { get; }

    /// <summary><c>quick</c>, <c>cpu</c> or <c>paper</c>.</summary>
    public string Preset { get; }

    /// <summary>Of the experiment's type, such as <see cref="DetectionOptions"/>.</summary>
    internal object Options { get; }

    /// <summary>Of the experiment's type; null where the training diverged.</summary>
    public object? Result { get; }

    internal Provenance Provenance { get; }

    /// <summary>Of a run of a sweep whose training diverged: the sentence that said so; else null.</summary>
    public string? Diverged { get; }

    /// <summary>The table "paper | ours".</summary>
    public ResultTable Table() => ExperimentCatalogue.Find(Experiment).Table(this);

    /// <summary>Of a detection: the equal error rates that the paper prints, beside ours. Of adaptive attacks: L-GM's under the worst of them.</summary>
    /// <exception cref="WorkbookException">It is another experiment.</exception>
    public ResultTable Headline() => Result is AdaptiveResult worst ? AdaptiveAttacks.Headline((AdaptiveOptions)Options, worst) : DetectionTables.Headline(("ours", this));

    /// <summary>Of a detection: accuracies on images attacked by FGSM, eps by eps, white box and black box.</summary>
    /// <exception cref="WorkbookException">It is another experiment.</exception>
    public ResultTable AccuracyTable() => DetectionTables.Of(this).AccuracyTable();

    /// <summary>Of adaptive attacks: what comes through at several eps and with several numbers of steps. Of faces: the ROC of all folds' pairs.</summary>
    /// <exception cref="WorkbookException">It is another experiment.</exception>
    public ResultTable CurveTable() => Result switch
    {
        AdaptiveResult adaptive => AdaptiveAttacks.Curves((AdaptiveOptions)Options, adaptive),
        FacesResult faces => Faces.Curves((FacesOptions)Options, faces),
        _ => throw new WorkbookException($"This run of {Experiment} has no curves: print its Table."),
    };

    /// <summary>Of faces: each fold's people, threshold and accuracy.</summary>
    /// <exception cref="WorkbookException">It is another experiment.</exception>
    public ResultTable FoldTable() => Result is FacesResult faces
        ? Faces.Folds((FacesOptions)Options, faces)
        : throw new WorkbookException($"This run of {Experiment} has no folds: print its Table.");

    /// <summary>What a program prints of it.</summary>
    internal IEnumerable<ResultTable> Tables() => Result switch
    {
        DetectionResult when AccuracyTable() is { Rows.Count: > 0 } accuracies => [Table(), accuracies],
        AdaptiveResult => [Table(), CurveTable()],
        _ => [Table()],
    };

    /// <summary>Its command, duration, hardware, libtorch and commit, in a sentence.</summary>
    public string Source => FormattableString.Invariant($"Measured by `{CommandOf(Experiment, Preset, (IExperimentOptions)Options)}` in {Provenance.Origin}.");

    /// <summary>The command that measures the same: the preset, and every option that is not the preset's.</summary>
    internal static string CommandOf(string experiment, string preset, IExperimentOptions options)
    {
        var settings = new List<(string Name, string Value)>();
        IEnumerable<(string Name, string Value)> Others() =>
            NamedOptions.Changed(options, ExperimentCatalogue.Find(experiment).Configure(preset, options.Seed, settings.Select(o => KeyValuePair.Create(o.Name, o.Value))));
        // The preset itself hangs on these two.
        foreach (var name in (string[])["DataSet", "Features"]) settings.AddRange(Others().Where(o => o.Name == name).ToList());
        settings.AddRange(Others().ToList());
        return $"lgm run {experiment} --preset {preset} --seed {options.Seed}{string.Concat(settings.Select(o => $" --set {o.Name}={(o.Value.Contains(' ') ? $"\"{o.Value}\"" : o.Value)}"))}";
    }

    /// <summary>
    /// Twelve hexadecimal digits of what a result follows from: the options that differ from their defaults, the precision of what is
    /// trained (where the options leave it to the machine, the faster one), and the trained networks that are read.
    /// </summary>
    internal static string Key(string experiment, IExperimentOptions options, Precision faster)
    {
        const string precision = "Training.Precision";
        string[] lines =
        [
            experiment, .. NamedOptions.Changed(options).Where(o => o.Name != precision).Select(o => $"{o.Name}={o.Value}").Order(StringComparer.Ordinal),
            .. options.Trains is { } recipe ? [$"{precision}={recipe.Precision ?? faster}"] : Array.Empty<string>(), .. options.Reads.Select(NetworkRecord.Sha256),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..12];
    }

    /// <summary>The record as its file has it: each list of numbers in one line, which keeps curves and features short.</summary>
    internal string ToJson()
    {
        var file = new RecordFile(Experiment, Preset, JsonSerializer.SerializeToElement(Options, Options.GetType(), Json), Result is null ? null : JsonSerializer.SerializeToElement(Result, Result.GetType(), Json), Provenance, Diverged, CommandOf(Experiment, Preset, (IExperimentOptions)Options));
        return NumberLists().Replace(JsonSerializer.Serialize(file, Json).ReplaceLineEndings("\n"), list => $"[{string.Join(", ", list.Groups["number"].Captures.Select(c => c.Value))}]");
    }

    /// <summary>Writes the record; an older one at the place is replaced only by a whole new one.</summary>
    internal void Save(string path) => AtomicFile.Write(path, ToJson() + "\n");

    /// <exception cref="WorkbookException">The file is missing or is no result of this workbook.</exception>
    public static RunRecord Load(string path)
    {
        if (!Path.Exists(path)) throw new WorkbookException($"{path} does not exist: correct the name, or print all results with `lgm results`.");
        try
        {
            var file = JsonSerializer.Deserialize<RecordFile>(File.ReadAllText(path), Json) ?? throw new JsonException("it is empty");
            var experiment = ExperimentCatalogue.Find(file.Experiment);
            var options = (IExperimentOptions?)file.Options.Deserialize(experiment.Options, Json) ?? throw new JsonException("it has no options");
            var result = file.Diverged is null ? file.Result?.Deserialize(experiment.Result, Json) ?? throw new JsonException("it has no result") : null;
            return new RunRecord(file.Experiment, file.Preset, options, result, file.Provenance, file.Diverged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or WorkbookException)
        {
            throw new WorkbookException($"{path} is no result of this workbook ({e.Message.Split('\n')[0].TrimEnd('.')}): delete it or run the experiment again.", e);
        }
    }

    /// <summary>A result that is kept with the notebooks, in <c>notebooks/results</c>.</summary>
    /// <param name="name">The file's name without <c>.json</c>, such as <c>detection-cpu</c>.</param>
    /// <exception cref="WorkbookException">There is no such file.</exception>
    public static RunRecord Stored(string name) => Load(Path.Combine(WorkbookFolder.Find() ?? Environment.CurrentDirectory, "notebooks", "results", name + ".json"));

    // A text in JSON has no line break of its own: what stands between them here is never a part of one.
    [GeneratedRegex(@"\[\n\s*(?:(?<number>-?\d[\d.eE+-]*),?\n\s*)+\]")]
    private static partial Regex NumberLists();

    private sealed record RecordFile(
        string Experiment, string Preset, JsonElement Options, JsonElement? Result, Provenance Provenance,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Diverged = null,
        [property: JsonPropertyOrder(-1)] string? Command = null);
}
