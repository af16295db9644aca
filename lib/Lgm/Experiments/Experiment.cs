using System.Runtime.CompilerServices;
using Lgm.Data;
using Lgm.Models;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>The options of an experiment: a record whose properties can be set by name (<see cref="NamedOptions"/>).</summary>
internal interface IExperimentOptions
{
    /// <summary>Gives every random number of the run.</summary>
    long Seed { get; }

    /// <summary>The files of trained networks that a run reads.</summary>
    IEnumerable<string> Reads => [];

    /// <summary>The recipe of what a run trains; null where it trains nothing.</summary>
    TrainingOptions? Trains => null;

    void Check();
}

/// <summary>One section of the paper as a function from options to a result; notebooks and the command line call the same one.</summary>
internal interface IExperiment
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line of what it shows.</summary>
    string Title { get; }

    Type Options { get; }

    Type Result { get; }

    /// <summary>The options of a preset, with single ones replaced.</summary>
    /// <param name="preset">One of <see cref="Presets.Names"/>.</param>
    /// <param name="seed">Gives every random number of the run.</param>
    /// <param name="settings">Options by name, such as <c>TestImages</c> = 500 or <c>Training.Epochs</c> = 3.</param>
    IExperimentOptions Configure(string preset, long seed, params IEnumerable<KeyValuePair<string, string>> settings);

    /// <summary>Measures. The same options and seed give the same bits on a CPU with the same number of threads.</summary>
    RunRecord Run(string preset, IExperimentOptions options, Context context);

    /// <summary>The table "paper | ours" of a result of this experiment.</summary>
    ResultTable Table(RunRecord record);

    /// <summary>A result of this experiment in plain words, beside the paper's; none where the table says all.</summary>
    IReadOnlyList<string> Summary(RunRecord record);
}

/// <summary>The part all experiments share: presets, options by name, provenance.</summary>
/// <typeparam name="TOptions">What can be chosen.</typeparam>
/// <typeparam name="TResult">What was measured.</typeparam>
internal abstract class Experiment<TOptions, TResult> : IExperiment where TOptions : class, IExperimentOptions where TResult : class
{
    public abstract string Name { get; }
    public abstract string Title { get; }

    public Type Options => typeof(TOptions);

    public Type Result => typeof(TResult);

    /// <summary>The options of a preset.</summary>
    /// <param name="name">One of <see cref="Presets.Names"/>.</param>
    /// <param name="dataSet">The data set, which may have a recipe of its own. Default: MNIST.</param>
    /// <param name="features">D, which may have one too. Default: the data set's own.</param>
    public abstract TOptions Preset(string name, string? dataSet = null, int? features = null);

    public abstract TResult Run(TOptions options, Context context);

    protected abstract ResultTable Table(TOptions options, TResult result);

    protected virtual IReadOnlyList<string> Summary(TOptions options, TResult result) => [];

    /// <inheritdoc cref="IExperiment.Configure"/>
    public TOptions Configure(string preset, long seed, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        Presets.Check(preset);
        var named = settings.ToList();
        string? Named(string option) => named.LastOrDefault(s => s.Key.Equals(option, StringComparison.OrdinalIgnoreCase)).Value;
        var options = Preset(preset, Named("DataSet"), int.TryParse(Named("Features"), CultureInfo.InvariantCulture, out var features) ? features : null);
        options = NamedOptions.With(options, "Seed", seed.ToString(CultureInfo.InvariantCulture));
        options = named.Aggregate(options, (changed, setting) => NamedOptions.With(changed, setting.Key, setting.Value));
        options.Check();
        return options;
    }

    IExperimentOptions IExperiment.Configure(string preset, long seed, params IEnumerable<KeyValuePair<string, string>> settings) => Configure(preset, seed, settings);

    RunRecord IExperiment.Run(string preset, IExperimentOptions options, Context context)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _ = Provenance.CommitAtStart;
        context = context with { Preset = preset, Command = RunRecord.CommandOf(Name, preset, options), Earlier = new() };
        var result = Run((TOptions)options, context);
        return new RunRecord(Name, preset, options, result, Provenance.Now(context.Device, options.Trains, clock.Elapsed + TimeSpan.FromSeconds(context.Earlier.Value)));
    }

    ResultTable IExperiment.Table(RunRecord record) =>
        record.Diverged is { } said ? new ResultTable(Title, ["diverged"], [[said]], []) : Table((TOptions)record.Options, (TResult)record.Result!);

    IReadOnlyList<string> IExperiment.Summary(RunRecord record) =>
        record.Diverged is { } said ? [said] : Summary((TOptions)record.Options, (TResult)record.Result!);
}

/// <summary>How much work a run may be.</summary>
internal static class Presets
{
    /// <summary><c>quick</c>: minutes on 2 cores; <c>cpu</c>: an hour or two on 2 cores; <c>paper</c>: as many epochs as the authors, on a GPU.</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "cpu", "paper"];

    public static void Check(string name)
    {
        if (!Names.Contains(name)) throw new WorkbookException($"There is no preset \"{name}\": choose one of {string.Join(", ", Names)}.");
    }
}

/// <summary>The experiments by their names on the command line.</summary>
internal static class ExperimentCatalogue
{
    public static IReadOnlyList<IExperiment> All { get; } = [new Recognition(), new StoredNetworks(), new AttackDetection(), new FeatureSpace(), new Faces(), new AdaptiveAttacks(), new OutOfDistribution()];

    public static IExperiment Find(string name) =>
        All.FirstOrDefault(e => e.Name == name) ?? throw new WorkbookException($"There is no experiment \"{name}\": choose one of {string.Join(", ", All.Select(e => e.Name))}.");
}

/// <summary>What an experiment needs beside its options: none of it changes the result, but for rounding. <see cref="LongWork"/> watches and stops a run.</summary>
internal sealed record Context
{
    public required DataStore Data { get; init; }

    /// <summary>Where tensors live. Default: the CPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Of the run, by name; an experiment sets it. Default: empty.</summary>
    public string Preset { get; init; } = "";

    /// <summary>What runs it again; an experiment sets it. Default: empty.</summary>
    public string Command { get; init; } = "";

    /// <summary>The folder where an interrupted training is kept, so that the same run goes on from there. Default: null, nothing is kept.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>How long the parts that were read took when they were made, in seconds.</summary>
    public StrongBox<double> Earlier { get; init; } = new();

    /// <summary>A part of a run: read where an interrupted run has kept it, else made and kept.</summary>
    public T Kept<T>(string name, Func<T> make)
    {
        if (Checkpoints is not { } folder) return make();
        var path = Path.Combine(folder, name + ".json");
        if (File.Exists(path))
        {
            var kept = JsonFile.Read<KeptPart<T>>(path, RunRecord.Json, fault => $"{path} is damaged ({fault}): delete it and run the experiment again.");
            Earlier.Value += kept.Seconds;
            return kept.Part;
        }
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var made = make();
        AtomicFile.Write(path, JsonSerializer.Serialize(new KeptPart<T>(clock.Elapsed.TotalSeconds, made), RunRecord.Json));
        return made;
    }

    private sealed record KeptPart<T>(double Seconds, T Part);

    /// <summary>The data set of the options, whose images their network takes.</summary>
    public DataSetEntry Entry(RecognitionOptions options)
    {
        var entry = Data.Catalogue.Find(options.DataSet);
        var network = options.NetworkOf(entry.Name);
        var taken = NetworkCatalogue.ImageOf(network);
        if (taken is null ? entry.Image is not { Channels: 3, Height: >= 32, Width: >= 32 } : entry.Image != taken)
            throw new WorkbookException($"{entry.Title} has images of {entry.Image}, and the network {network} takes {taken?.ToString() ?? "3 channels and 32 pixels or more"}: choose another data set or network ({string.Join(", ", NetworkCatalogue.Names)}).");
        return entry;
    }

    /// <summary>The images the options ask for; a data set that is not here yet is fetched.</summary>
    public RunImages Images(RecognitionOptions options)
    {
        var (train, test) = ImageSet.Load(Data, Entry(options).Name, options.TrainImages, options.TestImages, options.HeldOut, options.Classes, Device);
        return new RunImages(train, test);
    }
}

/// <summary>The training and test images of a run, on its device.</summary>
internal sealed record RunImages(ImageSet Train, ImageSet Test) : IDisposable
{
    public IReadOnlyList<string> Fingerprints { get; } = [Train.Fingerprint, Test.Fingerprint];

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
