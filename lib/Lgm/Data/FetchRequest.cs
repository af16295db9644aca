namespace Lgm.Data;

/// <summary>What a source is asked for.</summary>
/// <param name="Entry">The set.</param>
/// <param name="Files">The files of it that are wanted.</param>
/// <param name="Cache">Where they go.</param>
/// <param name="ConnectTimeout">How long an unreachable place may take to be given up on.</param>
/// <param name="Progress">Told of bytes, by file.</param>
/// <param name="Cancellation">Stops the work; what is half done stays resumable.</param>
internal sealed record FetchRequest(
    DataSetEntry Entry,
    IReadOnlyList<DataFile> Files,
    CacheFolder Cache,
    TimeSpan ConnectTimeout,
    IProgress<WorkProgress>? Progress,
    CancellationToken Cancellation)
{
    /// <summary>Folders of the user, in which an archive of the set may lie.</summary>
    internal IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Reports bytes of one file; reports of one set share their task, so that they share a bar.</summary>
    internal void Report(string file, long done, long total, string place) =>
        Progress?.Report(new WorkProgress($"{Entry.Title}: {file}", done, total, $"from {place}"));
}
