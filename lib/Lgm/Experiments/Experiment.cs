using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Figures;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>One section of the paper as a function from options to a result; notebooks and the command line call the same one.</summary>
public interface IExperiment
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line of what it shows.</summary>
    string Title { get; }

    /// <summary>The options of a preset (<c>quick</c>: minutes on 2 cores; <c>cpu</c>: an hour or two; <c>paper</c>: a GPU), with single ones replaced.</summary>
    /// <param name="preset">One of <see cref="Presets.Names"/>.</param>
    /// <param name="seed">Gives every random number of the run.</param>
    /// <param name="settings">Options by name, such as <c>TestImages</c> = 500 or <c>Training.Epochs</c> = 3.</param>
    /// <exception cref="WorkbookException">An unknown preset or option, or a value of the wrong form.</exception>
    object Configure(string preset, long seed, IEnumerable<KeyValuePair<string, string>> settings);

    /// <summary>Runs; the record holds options, result and how it came to be.</summary>
    RunRecord Run(string preset, object options, ExperimentContext context);

    /// <summary>The table "paper | ours" of a result of this experiment.</summary>
    ResultTable Table(RunRecord record, PaperNumbers paper);

    /// <summary>A result of this experiment in plain words, beside the paper's; none where the table says all.</summary>
    IReadOnlyList<string> Summary(RunRecord record, PaperNumbers paper);

    /// <summary>The figures of a result of this experiment.</summary>
    IReadOnlyList<GenericChart> Figures(RunRecord record);
}

/// <summary>The part all experiments share: presets, options by name, provenance.</summary>
/// <typeparam name="TOptions">What can be chosen.</typeparam>
/// <typeparam name="TResult">What was measured.</typeparam>
public abstract class Experiment<TOptions, TResult> : IExperiment where TOptions : IExperimentOptions where TResult : notnull
{
    public abstract string Name { get; }
    public abstract string Title { get; }

    /// <summary>The options of a preset, checked by the caller to be one of <see cref="Presets.Names"/>.</summary>
    public abstract TOptions Preset(string name);

    /// <summary>The options of a preset where the data set or the number of features, null unless named, may have a recipe of its own; the same ones unless overridden.</summary>
    protected virtual TOptions Preset(string name, string? dataSet, int? features) => Preset(name);

    /// <summary>Measures. The same options and seed give the same bits on a CPU with the same number of threads.</summary>
    public abstract TResult Run(TOptions options, ExperimentContext context);

    /// <inheritdoc cref="IExperiment.Table"/>
    protected abstract ResultTable Table(TResult result, PaperNumbers paper);

    /// <inheritdoc cref="IExperiment.Summary"/>
    protected virtual IReadOnlyList<string> Summary(TResult result, PaperNumbers paper) => [];

    /// <inheritdoc cref="IExperiment.Figures"/>
    protected virtual IReadOnlyList<GenericChart> Figures(TResult result) => [];

    object IExperiment.Configure(string preset, long seed, IEnumerable<KeyValuePair<string, string>> settings)
    {
        Presets.Check(preset);
        var named = settings.ToList();
        string? Named(string option) => named.LastOrDefault(s => s.Key.Equals(option, StringComparison.OrdinalIgnoreCase)).Value;
        var recipe = Preset(preset, Named("DataSet"), int.TryParse(Named("Features"), CultureInfo.InvariantCulture, out var features) ? features : null);
        var json = JsonSerializer.SerializeToNode(recipe, RunRecord.Json)!.AsObject();
        OptionSettings.Apply(json, "Seed", seed.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in named) OptionSettings.Apply(json, name, value);
        var options = OptionSettings.Read<TOptions>(json);
        options.Check();
        return options;
    }

    RunRecord IExperiment.Run(string preset, object options, ExperimentContext context)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _ = Provenance.CommitAtStart;
        var result = context.WithinMemory(() => Run((TOptions)options, context));
        return new RunRecord
        {
            Experiment = Name,
            Preset = preset,
            Options = JsonSerializer.SerializeToNode((TOptions)options, RunRecord.Json)!.AsObject(),
            Result = JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
            Provenance = Provenance.Now(context.Device, context.Precision, clock.Elapsed),
        };
    }

    ResultTable IExperiment.Table(RunRecord record, PaperNumbers paper) =>
        record.Diverged is { } said ? new ResultTable(Title, ["diverged"], [[said]], []) : Table(ResultOf(record), paper);

    IReadOnlyList<string> IExperiment.Summary(RunRecord record, PaperNumbers paper) => record.Diverged is { } said ? [said] : Summary(ResultOf(record), paper);

    IReadOnlyList<GenericChart> IExperiment.Figures(RunRecord record) => record.Diverged is null ? Figures(ResultOf(record)) : [];

    private TResult ResultOf(RunRecord record)
    {
        try
        {
            return record.Result.Deserialize<TResult>(RunRecord.Json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new WorkbookException($"The result of {Name} is not of the present form ({e.Message.Split('\n')[0].TrimEnd('.')}): run the experiment again.", e);
        }
    }
}
