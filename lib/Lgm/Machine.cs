using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Lgm.Models;

namespace Lgm;

/// <summary>What this process computes with.</summary>
internal static partial class Machine
{
    /// <summary>The processor's name and the number of cores this process may use.</summary>
    public static string Processor => $"{OfProcessor("model name") ?? "unknown processor"}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")}";

    /// <summary>The units for bfloat16 products this processor has; empty where there are none and bfloat16 would be slower than float32.</summary>
    public static IReadOnlyList<string> BFloat16Units
    {
        get
        {
            var flags = (OfProcessor("flags") ?? "").Split(' ');
            return [.. new[] { "amx_bf16", "avx512_bf16" }.Where(flags.Contains)];
        }
    }

    /// <summary>The faster type for training convolutions on a device. GPUs have units for bfloat16 since compute capability 8.0 (Ampere).</summary>
    public static Precision FasterPrecision(Device device) =>
        (device.type == DeviceType.CUDA ? ComputeCapability >= 8 : BFloat16Units.Count > 0) ? Precision.BFloat16 : Precision.Float32;

    /// <summary>The first GPU as its driver names it; "none" where libtorch sees none.</summary>
    public static string Gpu => !cuda_is_available() ? "none" : s_driver.Value.Length > 0 ? s_driver.Value[0] : "a CUDA device";

    // 0 where the driver's tool is not there to ask: float32 is then the safe choice.
    private static double ComputeCapability => s_driver.Value.Length > 1 && double.TryParse(s_driver.Value[1], CultureInfo.InvariantCulture, out var capability) ? capability : 0;

    // Name and compute capability of the first GPU; TorchSharp has no call for either.
    private static readonly Lazy<string[]> s_driver = new(() =>
        Printed("nvidia-smi", "--query-gpu=name,compute_cap --format=csv,noheader")?.Split('\n')[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);

    /// <summary>What a program prints, trimmed; null where it is not there or fails.</summary>
    internal static string? Printed(string program, string arguments, string folder = "")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var printed = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? printed : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Loads libtorch, before TorchSharp does, which would fill two pages with where it looked.</summary>
    public static void RequireLibtorch()
    {
        var file = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        var beside = Path.Combine(Path.GetDirectoryName(typeof(torch).Assembly.Location)!, file);
        try
        {
            // Where a program has it elsewhere, in a package's folder, the runtime knows.
            if (File.Exists(beside)) NativeLibrary.Load(beside);
            else NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var why = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1].TrimEnd('.');
            throw new WorkbookException($"The library {file} of libtorch cannot be loaded ({why}): run bash environment/setup.sh, or dotnet build -c Release, on this machine.", e);
        }
    }

    /// <summary>
    /// The version of the libtorch that computes: that of TorchSharp's packages, or, where its libraries are those of an installed
    /// PyTorch, what that says of itself.
    /// </summary>
    public static string Libtorch
    {
        get
        {
            // Asked first: it loads the libraries.
            var packaged = Version.Parse(__version__).ToString(3);
            if (!File.Exists("/proc/self/maps")) return packaged;
            var loaded = File.ReadLines("/proc/self/maps").FirstOrDefault(l => l.EndsWith("/libtorch_cpu.so", StringComparison.Ordinal));
            var python = loaded is null ? "" : Path.Combine(Path.GetDirectoryName(loaded[loaded.IndexOf('/')..])!, "..", "version.py");
            return File.Exists(python) && VersionInPython().Match(File.ReadAllText(python)) is { Success: true } line ? line.Groups[1].Value : packaged;
        }
    }

    /// <summary>The cores this process computes with: all it may use, or as many as <c>OMP_NUM_THREADS</c> allows.</summary>
    public static int Cores => int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out var allowed) && allowed > 0 ? Math.Min(allowed, Environment.ProcessorCount) : Environment.ProcessorCount;

    /// <summary>Uses <see cref="Cores"/> for one operator at a time: libtorch may start with one thread, or with one for every core of a machine it shares.</summary>
    public static void UseCores()
    {
        RequireLibtorch();
        set_num_threads(Cores);
    }

    /// <summary>Whether an exception, or one inside it, says that memory was refused, on the CPU or on a GPU.</summary>
    public static bool IsOutOfMemory(Exception? e) => e is not (null or WorkbookException)
        && (e is OutOfMemoryException || s_refusals.Any(t => e.Message.Contains(t, StringComparison.OrdinalIgnoreCase)) || IsOutOfMemory(e.InnerException));

    // libtorch has no error code for it. In order: its CPU allocator, CUDA's, cuBLAS's and cuDNN's, the C++ runtime's, oneDNN's.
    private static readonly string[] s_refusals =
        ["can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED", "bad_alloc", "could not create a memory"];

    private static string? OfProcessor(string field) =>
        File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;

    [GeneratedRegex(@"__version__ = '([^']+)'")]
    private static partial Regex VersionInPython();
}
