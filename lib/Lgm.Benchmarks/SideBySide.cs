using System.Diagnostics;
using TorchSharp;

namespace Lgm.Benchmarks;

/// <summary>One comparison: our measurement and the peers' scripts that do the same work.</summary>
/// <param name="Name">Our measurement's name.</param>
/// <param name="Title">As the table prints it.</param>
/// <param name="Unit">What one repetition is worth: images, calls, or 0 where time itself is shown.</param>
/// <param name="Peers">Title and name of the peers' measurements in peers.py; one that begins with <c>own-</c> is ours too.</param>
internal sealed record Comparison(string Name, string Title, double Unit, IReadOnlyList<(string Title, string Name)> Peers);

/// <summary>Runs ours and theirs in turn, each in a process of its own, so that a noisy machine disturbs both alike.</summary>
internal static class SideBySide
{
    private const string Own = "own-";
    private static readonly (int B, int K, int D)[] s_heads = [(128, 10, 100), (128, 100, 384), (256, 1000, 2048), (256, 10572, 512)];

    private static IEnumerable<Comparison> Comparisons()
    {
        yield return new("training", $"training, MNIST 6-conv net, batch {Measurements.TrainingBatch}", Measurements.TrainingBatch,
            [("PyTorch tuned: channels-last, bf16", "training-tuned"), ("PyTorch as usually written", "training-usual")]);
        foreach (var (b, k, d) in s_heads)
            foreach (var covariance in new[] { "identity", "diagonal" })
                // The usual way holds B x K x D floats several times over: 15 GB for half a billion.
                yield return new($"head-{covariance}-{b}-{k}-{d}", $"head {covariance} ({b}, {k}, {d}) forward + backward", 0,
                [
                    ("our Linear + cross-entropy", $"own-head-softmax-{b}-{k}-{d}"), ("PyTorch's Linear + cross-entropy", $"head-linear-{b}-{k}-{d}"),
                    .. (long)b * k * d < 600_000_000 ? new[] { ("PyTorch, B x K x D", $"head-{covariance}-{b}-{k}-{d}") } : [],
                ]);
        yield return new("overhead", "one operator call", 0, [("PyTorch's Python", "overhead")]);
        yield return new("fgsm", "FGSM on digits, float32", Measurements.AttackBatch, [("PyTorch", "fgsm")]);
        yield return new("peak-float32", $"matrix product {Measurements.PeakSize}, float32", 0, []);
        yield return new("peak-bfloat16", $"matrix product {Measurements.PeakSize}, bfloat16", 0, []);
    }

    public static BenchmarkReport Run(string only, int rounds, torch.Device device, Action<string> say)
    {
        var lines = new List<BenchmarkLine>();
        var load = OtherWork();
        var parts = only.Split(',');
        foreach (var comparison in Comparisons().Where(c => parts.Any(part => c.Name.Contains(part, StringComparison.Ordinal)) && (device.type == DeviceType.CPU || OnAnyDevice(c))))
        {
            string[] titles = ["ours", .. comparison.Peers.Select(p => p.Title)];
            var measured = titles.Select(_ => new List<Measurement>()).ToList();
            for (var round = 1; round <= rounds; round++)
            {
                say($"{comparison.Title}: round {round} of {rounds}");
                measured[0].Add(Ours(comparison.Name, device));
                foreach (var (i, peer) in comparison.Peers.Index())
                    measured[i + 1].Add(peer.Name.StartsWith(Own, StringComparison.Ordinal) ? Ours(peer.Name[Own.Length..], device) : Python(peer.Name, Environment.ProcessorCount.ToString(), device.ToString()));
            }
            lines.Add(new BenchmarkLine(comparison.Title, comparison.Unit, [.. titles.Select((title, i) =>
                new Contestant(title, Measurement.Median([.. measured[i].Select(m => m.Milliseconds)]), Measurement.Median([.. measured[i].Select(m => m.PeakMegabytes)]), [.. measured[i].Select(m => Math.Round(m.Milliseconds, 5))]))]));
        }
        return new BenchmarkReport(lines, rounds, device, load);
    }

    // How many threads wanted a processor in the minute before: what else the machine is at makes both sides slower.
    private static double? OtherWork() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) : null;

    // The others measure the processor.
    private static bool OnAnyDevice(Comparison comparison) => comparison.Name == "training" || comparison.Name.StartsWith("peak", StringComparison.Ordinal);

    // Under `dotnet program.dll` the process is dotnet, and the program its first argument.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SideBySide).Assembly.Location] : [];

    private static Measurement Ours(string name, torch.Device device) => Start(Environment.ProcessPath!, [.. Self(), "measure", name, device.ToString()]);

    private static Measurement Python(params string[] arguments) =>
        Start(Environment.GetEnvironmentVariable("LGM_PYTHON") ?? "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers.py"), .. arguments]);

    private static Measurement Start(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Measurement.FromJson(output.Trim())
            : throw new WorkbookException($"The measurement {string.Join(' ', arguments.TakeLast(2))} failed ({error.Result.Trim().Split('\n')[^1]}): the peers need PyTorch (Debian: apt-get install python3-torch).");
    }
}
