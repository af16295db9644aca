using Lgm.Experiments;

namespace Lgm.Cli;

/// <summary>Where a run keeps its result and, until it has one, its checkpoints: under the hash of its options.</summary>
internal sealed class ResultFiles(string experiment, string preset, object options)
{
    private readonly string key = $"{experiment}-{preset}-{RunRecord.Key(experiment, options)}";

    /// <summary>LGM_RESULTS, else <c>results</c> in the checkout, else in the present folder.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("LGM_RESULTS") is { Length: > 0 } chosen
        ? Path.GetFullPath(chosen)
        : Path.Combine(Workbook ?? Environment.CurrentDirectory, "results");

    /// <summary>The checkout this program runs in, or null.</summary>
    public static string? Workbook => Lgm.Data.WorkbookFolder.Find();

    public string Result => Path.Combine(Folder, key + ".json");

    public string Checkpoints => Path.Combine(Folder, "unfinished", key);

    public void Forget()
    {
        if (Directory.Exists(Checkpoints)) Directory.Delete(Checkpoints, recursive: true);
    }
}
