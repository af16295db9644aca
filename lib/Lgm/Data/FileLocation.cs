namespace Lgm.Data;

/// <summary>Where one file of a set is, or the nearest thing to it.</summary>
/// <param name="File">Which file.</param>
/// <param name="Path">The full path of what was found; null where nothing was.</param>
/// <param name="Place">The place it was found in, in words; empty where nothing was.</param>
/// <param name="State">What it is.</param>
/// <param name="Sha256">Of its uncompressed contents, where those could be read and have the right size; else null.</param>
/// <param name="Problem">What is wrong with it, as a clause that starts with its path; null where nothing is.</param>
public sealed record FileLocation(DataFile File, string? Path, string Place, FileState State, string? Sha256, string? Problem)
{
    internal static FileLocation Nowhere(DataFile file) => new(file, null, "", FileState.Missing, null, null);
}
