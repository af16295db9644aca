using System.Reflection;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>How a result came to be, as far as it can change the numbers or the time.</summary>
/// <param name="Commit">The commit of the checkout, with <c>+changes</c> where files differed; outside a checkout the one the program was built from, or "unknown".</param>
/// <param name="Libtorch">The libtorch that computed.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Hardware">The processor, or the GPU on one.</param>
/// <param name="Threads">libtorch's threads within an operator.</param>
/// <param name="Precision">The type convolutions were trained in; evaluation and attacks are float32.</param>
/// <param name="Seconds">Wall-clock time of the run, with that of the parts that an interrupted one has kept.</param>
internal sealed record Provenance(string Commit, string Libtorch, string Device, string Hardware, int Threads, string Precision, double Seconds)
{
    [JsonIgnore]
    public string Origin => FormattableString.Invariant($"{Seconds:F0} s on {Hardware}, libtorch {Libtorch}, commit {Commit}");

    /// <summary>Of a run that ends now; what it trained by is null where it trained nothing.</summary>
    public static Provenance Now(Device device, TrainingOptions? trained, TimeSpan elapsed) => new(
        CommitAtStart, Machine.Libtorch, device.ToString(), device.type == TorchSharp.DeviceType.CUDA ? Machine.Gpu : Machine.Processor,
        get_num_threads(), (trained?.Precision ?? Machine.FasterPrecision(device)).ToString().ToLowerInvariant(), Math.Round(elapsed.TotalSeconds, 1));

    /// <summary>The commit as it was when this was first asked for: before the work, since a checkout may move on meanwhile.</summary>
    public static string CommitAtStart { get; } = CommitOfCode();

    private static string CommitOfCode()
    {
        if (WorkbookFolder.Find() is { } checkout && Path.Exists(Path.Combine(checkout, ".git")) && Git(checkout, "rev-parse HEAD") is { } commit)
            return commit[..12] + (Git(checkout, "status --porcelain") == "" ? "" : "+changes");
        // The build writes "1.0.0+commit".
        var built = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', 2);
        return built is [_, { Length: >= 12 } from] ? from[..12] : "unknown";
    }

    private static string? Git(string folder, string arguments) => Machine.Printed("git", arguments, folder);
}
