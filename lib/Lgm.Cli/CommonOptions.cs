using Lgm.Data;
using Lgm.Models;
using Lgm.Training;
using TorchSharp;

namespace Lgm.Cli;

/// <summary>Options that several commands share; each command makes its own instance.</summary>
internal sealed class CommonOptions
{
    public Option<string[]> Data { get; } = new("--data") { Description = "A folder to look for data sets in, before those of LGM_DATA; may be given several times.", HelpName = "folder" };
    public Option<bool> AllowUnofficial { get; } = new("--unofficial", "--allow-unofficial") { Description = "Use copies in these folders whose checksums are not the published ones." };
    public Option<string> Preset { get; } = new("--preset") { Description = $"How much work: {string.Join(", ", Presets.Names)}.", DefaultValueFactory = _ => "quick", HelpName = "preset" };
    public Option<long> Seed { get; } = new("--seed") { Description = "Gives every random number of the run.", DefaultValueFactory = _ => 1, HelpName = "number" };
    public Option<string> Device { get; } = new("--device") { Description = "auto (a GPU where there is one), cpu, cuda or cuda:1.", DefaultValueFactory = _ => "auto", HelpName = "device" };
    public Option<string> Precision { get; } = new("--precision") { Description = "The type convolutions are trained in: auto (bfloat16 where the hardware has units for it), float32 or bfloat16.", DefaultValueFactory = _ => "auto", HelpName = "type" };
    public Option<int> Batch { get; } = new("--batch") { Description = "Images at a time in evaluation and attacks: changes the memory they take, not the result.", DefaultValueFactory = _ => BoundedClassifier.BatchSize, HelpName = "images" };
    public Option<string[]> Set { get; } = new("--set") { Description = "One option of the experiment, such as TestImages=500 or Training.Epochs=3; may be given several times.", HelpName = "name=value" };
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON and nothing else." };

    public DataStore Store(ParseResult parsed) => new(DataStoreOptions.FromEnvironment(parsed.GetValue(Data), parsed.GetValue(AllowUnofficial)));

    /// <summary>The options of <see cref="Set"/>, and the type of <see cref="Precision"/> where that is not left to the machine.</summary>
    /// <exception cref="WorkbookException">One is not of the form name=value, or there is no such precision.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Settings(ParseResult parsed) => [.. NamesAndValues(parsed, Set), .. Trained(parsed)];

    /// <summary>The type of <see cref="Precision"/> as an option of an experiment; none where it is left to the machine.</summary>
    /// <exception cref="WorkbookException">There is no such precision.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Trained(ParseResult parsed) => parsed.GetValue(Precision) switch
    {
        "auto" => [],
        "float32" or "bfloat16" => [KeyValuePair.Create("Training.Precision", parsed.GetValue(Precision)!)],
        var name => throw new WorkbookException($"There is no precision \"{name}\": choose auto, float32 or bfloat16."),
    };

    /// <exception cref="WorkbookException">One is not of the form name=value.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> NamesAndValues(ParseResult parsed, Option<string[]> option) => [.. (parsed.GetValue(option) ?? []).Select(text =>
        text.Split('=', 2) is [{ Length: > 0 } name, var value] ? KeyValuePair.Create(name, value) : throw new WorkbookException($"{option.Name} {text} is not of the form name=value."))];

    /// <summary>What a run needs beside its options.</summary>
    /// <exception cref="WorkbookException">There is no such device or data folder, or the batch is not above 0.</exception>
    public Context Context(ParseResult parsed, string? checkpoints = null)
    {
        var batch = parsed.GetValue(Batch);
        if (batch < 1) throw new WorkbookException($"--batch is {batch}: give a whole number from 1.");
        BoundedClassifier.BatchSize = batch;
        // Before anything else of libtorch: without one it says what to do.
        var device = ChosenDevice(parsed);
        return new Context { Data = Store(parsed), Device = device, Checkpoints = checkpoints };
    }

    /// <summary>What is computed with, as it is printed above a result.</summary>
    public static string Computing(torch.Device device, TrainingOptions? trained) =>
        $"on {device}{(device.type == DeviceType.CUDA ? $" ({Machine.Gpu})" : "")} with {torch.get_num_threads()} threads, libtorch {Machine.Libtorch}{(trained is null ? "" : $", trained in {(trained.Precision ?? Machine.FasterPrecision(device)).ToString().ToLowerInvariant()}")}";

    /// <exception cref="WorkbookException">There is no such device.</exception>
    public torch.Device ChosenDevice(ParseResult parsed)
    {
        Machine.UseCores();
        var name = parsed.GetValue(Device)!;
        if (name == "auto") return torch.cuda_is_available() ? torch.CUDA : torch.CPU;
        torch.Device device;
        try { device = torch.device(name); }
        catch (Exception e) when (e is ArgumentException or FormatException) { throw new WorkbookException($"There is no device \"{name}\": choose auto, cpu, cuda or cuda:1.", e); }
        catch (InvalidOperationException) { throw Absent(); }  // TorchSharp's, where there is no GPU at all.
        var present = device.type switch { DeviceType.CPU => true, DeviceType.CUDA => Math.Max(device.index, 0) < torch.cuda.device_count(), _ => false };
        return present ? device : throw Absent();

        WorkbookException Absent() => new($"The device {name} is absent: libtorch {Machine.Libtorch} sees {torch.cuda.device_count()} CUDA devices here; choose auto or cpu.");
    }
}
