namespace Lgm.Data;

/// <summary>A folder that a system package fills, read where it lies.</summary>
/// <param name="Path">The absolute folder the package installs the files to.</param>
/// <param name="Package">The system package, for the advice when it is not installed.</param>
public sealed record FolderSource(string Path, string Package) : DataSource
{
    public override string Place => $"the system package {Package} in {Path}";

    internal override void Fetch(FetchRequest request) =>
        // Installed files were looked for before anything is fetched, so whoever comes here found none.
        throw new SourceUnavailableException(Directory.Exists(Path) ? "the folder does not hold the whole set" : "it is not installed");
}
