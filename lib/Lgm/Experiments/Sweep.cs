using System.Text.Json.Nodes;

namespace Lgm.Experiments;

/// <summary>
/// Many runs from one file, a JSON list. Each entry names an experiment, a preset, options other than the preset's, and the
/// seeds, each of which is a run of its own; a title, where the options are too long a name, and the group of a table:
/// <code>
/// [ { "experiment": "recognition", "preset": "cpu", "options": { "DataSet": "cifar-10", "Losses": "lgm" }, "seeds": [1, 2, 3] } ]
/// </code>
/// A run may stand in several groups, so that each is whole; it is done once.
/// </summary>
/// <param name="Runs">In the order of the file; a run's index is its place here.</param>
internal sealed record Sweep(IReadOnlyList<SweepRun> Runs)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads a sweep and checks every entry's options, of which the settings replace those of their names.</summary>
    public static Sweep Load(string path, params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var entries = JsonFile.Read<List<Entry>>(path, s_json, fault => $"The sweep {path} cannot be read ({fault}): give a JSON list of {{ \"experiment\", \"preset\", \"options\", \"seeds\" }}.");
        SweepRun[] runs = [.. entries.Index().SelectMany(e => e.Item.Runs(path, e.Index, settings))];
        if (runs.Length == 0) throw new WorkbookException($"The sweep {path} has no runs: give a JSON list of {{ \"experiment\", \"preset\", \"options\", \"seeds\" }}.");
        var twice = runs.GroupBy(r => (r.Group, r.Preset, RunRecord.Key(r.Experiment.Name, r.Options, default))).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? new Sweep(runs) : throw new WorkbookException($"The sweep {path} has the run \"{twice.First()}\" twice: leave one out.");
    }

    private sealed record Entry
    {
        public string Group { get; init; } = "";
        public string Title { get; init; } = "";
        public string Experiment { get; init; } = "";
        public string Preset { get; init; } = "quick";
        public JsonObject Options { get; init; } = [];
        public IReadOnlyList<long> Seeds { get; init; } = [1];

        public IEnumerable<SweepRun> Runs(string path, int place, IReadOnlyList<KeyValuePair<string, string>> more)
        {
            KeyValuePair<string, string>[] settings = [.. Options.SelectMany(o => Settings(o.Key, o.Value)), .. more];
            var title = Title.Length > 0 ? Title : string.Join(' ', settings.Select(s => $"{s.Key}={s.Value}").Prepend($"{Experiment} {Preset}"));
            try
            {
                var experiment = ExperimentCatalogue.Find(Experiment);
                return [.. Seeds.Select(seed => new SweepRun(experiment, Preset, experiment.Configure(Preset, seed, settings), Group, title))];
            }
            catch (WorkbookException e)
            {
                throw new WorkbookException($"Entry {place + 1} of the sweep {path}: {e.Message}", e);
            }
        }

        // As they are typed behind --set: groups joined by dots, lists by commas.
        private static IEnumerable<KeyValuePair<string, string>> Settings(string name, JsonNode? value) => value switch
        {
            JsonObject group => group.SelectMany(o => Settings($"{name}.{o.Key}", o.Value)),
            JsonArray list => [KeyValuePair.Create(name, string.Join(',', list.Select(v => v?.ToString())))],
            _ => [KeyValuePair.Create(name, value?.ToString() ?? "null")],
        };
    }
}

/// <summary>One run of a sweep: what it gives depends on nothing else.</summary>
public sealed class SweepRun
{
    internal SweepRun(IExperiment experiment, string preset, IExperimentOptions options, string group, string title) =>
        (Experiment, Preset, Options, Group, Title) = (experiment, preset, options, group, title);

    internal IExperiment Experiment { get; }
    internal string Preset { get; }
    internal IExperimentOptions Options { get; }

    /// <summary>The table it belongs to; empty for none of its own.</summary>
    public string Group { get; }

    /// <summary>All but the seed, in words.</summary>
    public string Title { get; }

    /// <summary>Gives every random number of the run.</summary>
    public long Seed => Options.Seed;

    public override string ToString() => FormattableString.Invariant($"{(Group.Length > 0 ? $"{Group}: " : "")}{Title} seed {Seed}");
}
