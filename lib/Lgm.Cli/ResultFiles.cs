namespace Lgm.Cli;

/// <summary>Where a run keeps its result and, until it has one, its checkpoints: under the key of its options (<see cref="RunRecord.Key"/>).</summary>
internal sealed class ResultFiles(string experiment, string preset, IExperimentOptions options, TorchSharp.torch.Device device)
{
    private readonly string key = $"{experiment}-{preset}-{RunRecord.Key(experiment, options, Machine.FasterPrecision(device))}";

    /// <summary>LGM_RESULTS, else <c>results</c> in the checkout, else in the present folder.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("LGM_RESULTS") is { Length: > 0 } chosen
        ? Path.GetFullPath(chosen)
        : Path.Combine(WorkbookFolder.Find() ?? Environment.CurrentDirectory, "results");

    /// <summary>Where a sweep's results are looked for: <see cref="Folder"/> and, unless LGM_RESULTS chose it, the results that are kept with the notebooks.</summary>
    public static string[] Folders => Environment.GetEnvironmentVariable("LGM_RESULTS") is { Length: > 0 } || WorkbookFolder.Find() is not { } root
        ? [Folder]
        : [Folder, Path.Combine(root, "notebooks", "results", "sweeps")];

    public string Result => Path.Combine(Folder, key + ".json");

    public string Checkpoints => Path.Combine(Folder, "unfinished", key);

    /// <summary>Makes this run one process's own until that is disposed; null where it is another's.</summary>
    public IDisposable? TryReserve() => AtomicFile.TryHold(Checkpoints + ".lock", "LGM_RESULTS", FileOptions.DeleteOnClose);

    public void Forget()
    {
        if (Directory.Exists(Checkpoints)) Directory.Delete(Checkpoints, recursive: true);
    }
}
