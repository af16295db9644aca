namespace Lgm.Kernel.Running;

/// <summary>How a notebook is run.</summary>
internal sealed record RunOptions
{
    /// <summary>How long one cell may take; without end unless told.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Values by name, as they were typed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>The name of the exception by which a cell says that what it works on is not on this machine; its notebook is skipped then, not failed.</summary>
    public string? MissingData { get; init; }

    /// <summary>
    /// Whether the notebook that is run is the one that is written. Its sources then stay as they are: values run behind the
    /// tagged cell without standing in it, and the metadata name them. Papermill's times and states are left out.
    /// </summary>
    public bool InPlace { get; init; }

    /// <summary>The notebook that is read, as it was named.</summary>
    public string InputPath { get; init; } = "";

    /// <summary>The notebook that is written, as it was named.</summary>
    public string OutputPath { get; init; } = "";

    /// <summary>The folder the cells run in, and where relative paths start.</summary>
    public required string Folder { get; init; }
}
