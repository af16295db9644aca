using System.Reflection;
using System.Runtime.InteropServices;
using Lgm.Data;
using Lgm.Figures;
using Lgm.Models;
using Plotly.NET;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// What a notebook opens first: the experiments, this machine's device, and the stored results.
/// <code>
/// var workbook = Workbook.Open(preset, seed);
/// var run = workbook.Run("detection", ("TestImages", 500));   // measured here and now
/// workbook.Table(run)                                         // "paper | ours"
/// workbook.Table(workbook.Stored("detection-cpu"))            // measured before; the record says when and how
/// </code>
/// </summary>
public sealed class Workbook
{
    // By reference: two runs of the same options are two.
    private readonly HashSet<object> measured = new(ReferenceEqualityComparer.Instance);

    private Workbook(string preset, long seed, ExperimentContext context) => (Preset, Seed, Context) = (preset, seed, context);

    /// <summary>How much work a run is: one of <see cref="Presets.Names"/>.</summary>
    public string Preset { get; }

    /// <summary>Gives every random number of every run.</summary>
    public long Seed { get; }

    /// <summary>Device, precision and data, for calls into the library below the experiments.</summary>
    public ExperimentContext Context { get; }

    /// <summary>Takes a GPU where there is one, every core, the faster type for training, and the data folders of <c>LGM_DATA</c>.</summary>
    /// <exception cref="WorkbookException">No such preset, or a data folder that does not exist.</exception>
    public static Workbook Open(string preset = "quick", long seed = 1)
    {
        Presets.Check(preset);
        Machine.UseCores();
        var device = cuda_is_available() ? CUDA : CPU;
        return new Workbook(preset, seed, new ExperimentContext { Data = new DataStore(DataStoreOptions.FromEnvironment()), Device = device, Precision = Machine.FasterPrecision(device), Progress = LongWork.Progress });
    }

    /// <summary>What the numbers of this session depend on beside their options.</summary>
    public static ResultTable Versions
    {
        get
        {
            var context = Open().Context;
            return new ResultTable(
                "Versions", ["part", "version"],
                [
                    [".NET", RuntimeInformation.FrameworkDescription], ["TorchSharp", VersionOf(typeof(Tensor))], ["libtorch", Machine.Libtorch], ["Plotly.NET", VersionOf(typeof(Plotly.NET.GenericChart))],
                    ["device", cuda_is_available() ? Machine.Gpu : $"CPU, {get_num_threads()} threads"], ["convolutions trained in", context.Precision.ToString().ToLowerInvariant()],
                ], []);
        }
    }

    /// <summary>What all its runs share, for a notebook to show.</summary>
    public override string ToString() => FormattableString.Invariant($"Preset {Preset}, seed {Seed}");

    /// <summary>Runs an experiment of the catalogue now, watched and stopped as <see cref="LongWork"/> says.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="settings">Options other than the preset's, by name; lists as text with commas.</param>
    /// <exception cref="WorkbookException">There is no such experiment or option, or its data or networks are not here.</exception>
    public RunRecord Run(string experiment, params (string Name, object Value)[] settings)
    {
        var found = ExperimentCatalogue.Find(experiment);
        var options = found.Configure(Preset, Seed, settings.Select(s => KeyValuePair.Create(s.Name, FormattableString.Invariant($"{s.Value}"))));
        var run = found.Run(Preset, options, Stoppable());
        measured.Add(run);
        return run;
    }

    /// <summary>A result that was measured before and is kept in <c>notebooks/results</c>.</summary>
    /// <param name="name">The file's name without <c>.json</c>.</param>
    /// <exception cref="WorkbookException">There is no such file.</exception>
    public RunRecord Stored(string name) => RunRecord.Load(ResultFile(name));

    /// <summary>
    /// The most thorough result of an experiment that is kept in <c>notebooks/results</c> (<c>paper</c>, else <c>cpu</c>, else
    /// <c>quick</c>); where none is kept, a run now, of the workbook's own preset. <see cref="Source"/> says which it was.
    /// </summary>
    /// <exception cref="WorkbookException">There is no such experiment, or what it needs is not here.</exception>
    public RunRecord StoredOrRun(string experiment) =>
        Presets.Names.Reverse().Select(preset => ResultFile($"{experiment}-{preset}")).FirstOrDefault(File.Exists) is { } file ? RunRecord.Load(file) : Run(experiment);

    /// <summary>Where a result comes from, in words: measured in this session, or stored, and then how it came to be.</summary>
    public string Source(RunRecord run) => measured.Contains(run)
        ? $"Measured now: {run.Experiment}, preset {run.Preset}."
        : $"Stored result: {run.Experiment}, preset {run.Preset}, commit {run.Provenance.Commit}, libtorch {run.Provenance.Libtorch} on {run.Provenance.Device}, trained in {run.Provenance.Precision}.";

    /// <summary>A sweep of <c>notebooks/sweeps</c> with what is kept of its results in <c>notebooks/results/sweeps</c>.</summary>
    /// <param name="name">The file's name without <c>.json</c>.</param>
    /// <exception cref="WorkbookException">There is no such file, or it is no sweep.</exception>
    public SweepResults Sweep(string name)
    {
        var notebooks = Path.Combine(WorkbookFolder.Find() ?? Environment.CurrentDirectory, "notebooks");
        return new SweepResults(Experiments.Sweep.Load(Path.Combine(notebooks, "sweeps", name + ".json")), Path.Combine(notebooks, "results", "sweeps"));
    }

    /// <summary>A trained network of <c>data/checkpoints</c>, of seed 1 whatever the workbook's, in evaluation mode, on this session's device.</summary>
    /// <param name="loss">Its loss's name in the catalogue.</param>
    /// <param name="features">Its D.</param>
    /// <exception cref="WorkbookException">There is no such network, or it is damaged.</exception>
    public BoundedClassifier Network(string loss, int features = 100) => Record(loss, features).Restore(WeightsOf(loss, features), Context);

    /// <summary>How a trained network of <c>data/checkpoints</c> came to be.</summary>
    /// <inheritdoc cref="Network"/>
    public PublishedModel Record(string loss, int features = 100) => PublishedModel.Load(WeightsOf(loss, features));

    /// <summary>MNIST's first training and test digits, on this session's device.</summary>
    /// <param name="train">How many to train or to fit to, 1 to 60,000.</param>
    /// <param name="test">How many to test with, 1 to 10,000.</param>
    /// <exception cref="WorkbookException">The data cannot be had.</exception>
    public RecognitionImages Digits(int train, int test) => Images("mnist", train, test);

    /// <summary>A data set's first training and test images, on this session's device.</summary>
    /// <param name="dataSet">Its name in the catalogue.</param>
    /// <param name="train">How many to train or to fit to, at least 1.</param>
    /// <param name="test">How many to test with, at least 1.</param>
    /// <exception cref="MissingDataException">The data cannot be had here; a notebook ends there as skipped.</exception>
    public RecognitionImages Images(string dataSet, int train, int test) => RecognitionImages.Load(new RecognitionOptions { DataSet = dataSet, TrainImages = train, TestImages = test }, Stoppable());

    /// <summary>The table "paper | ours" of a run.</summary>
    public ResultTable Table(RunRecord run) => ExperimentCatalogue.Find(run.Experiment).Table(run, PaperNumbers.Load());

    /// <summary>The figures of a run.</summary>
    public IReadOnlyList<GenericChart> Figures(RunRecord run) => ExperimentCatalogue.Find(run.Experiment).Figures(run);

    private ExperimentContext Stoppable() => Context with { Cancellation = LongWork.Cancellation() };

    private static string WeightsOf(string loss, int features) => Path.Combine(PublishedModel.Resolve("data/checkpoints"), PublishedModel.FileName("mnist", loss, features, 1));

    private static string ResultFile(string name) => Path.Combine(WorkbookFolder.Find() ?? Environment.CurrentDirectory, "notebooks", "results", name + ".json");

    private static string VersionOf(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
