using System.Diagnostics;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>How a result came to be, as far as it can change the numbers or the time.</summary>
/// <param name="Commit">The commit of the checkout, with <c>+changes</c> where files differed; "unknown" outside a checkout.</param>
/// <param name="Libtorch">The libtorch that computed.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Hardware">The processor, or the GPU on one.</param>
/// <param name="Threads">libtorch's threads within an operator.</param>
/// <param name="Precision">The type convolutions were trained in; evaluation and attacks are float32.</param>
/// <param name="Seconds">Wall-clock time of the run.</param>
public sealed record Provenance(string Commit, string Libtorch, string Device, string Hardware, int Threads, string Precision, double Seconds)
{
    /// <summary>Of a run that ends now.</summary>
    public static Provenance Now(Device device, Precision precision, TimeSpan elapsed) => new(
        CommitOf(AppContext.BaseDirectory), Machine.Libtorch, device.ToString(), device.type == TorchSharp.DeviceType.CUDA ? Machine.Gpu : Machine.Processor,
        get_num_threads(), precision.ToString().ToLowerInvariant(), Math.Round(elapsed.TotalSeconds, 1));

    private static string CommitOf(string folder)
    {
        var commit = Git(folder, "rev-parse HEAD");
        if (commit is null) return "unknown";
        return commit[..12] + (string.IsNullOrEmpty(Git(folder, "status --porcelain")) ? "" : "+changes");
    }

    private static string? Git(string folder, string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
            var output = git!.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
