namespace Lgm.Data;

/// <summary>Where the files of a set are on this machine.</summary>
/// <param name="Entry">The set.</param>
/// <param name="Files">One row for each file, in the catalogue's order.</param>
/// <param name="UnofficialAllowed">Whether copies with other contents than the published ones count.</param>
public sealed record DataSetLocation(DataSetEntry Entry, IReadOnlyList<FileLocation> Files, bool UnofficialAllowed)
{
    /// <summary>Whether every file is there and may be used.</summary>
    public bool IsReady => Entry.Splits.All(Has);

    /// <summary>Whether every file of <paramref name="split"/> is there and may be used.</summary>
    public bool Has(DataSplit split) => Obstacle(split) is null;

    /// <summary>Whether every file is the published one, byte for byte.</summary>
    public bool IsOfficial => Files.All(f => f.State == FileState.Official);

    /// <summary>The first file that keeps <paramref name="split"/> from being used, or null.</summary>
    internal FileLocation? Obstacle(DataSplit split)
    {
        var files = Files.Where(f => f.File.IsOf(split)).ToList();
        // Images and labels of an unofficial copy belong together only within one folder: its order may be its own.
        var together = UnofficialAllowed && files.Select(f => Path.GetDirectoryName(f.Path)).Distinct().Count() == 1;
        return files.FirstOrDefault(f => f.State != FileState.Official && !(together && f.State == FileState.Unofficial));
    }

    /// <summary>The one sentence that says what keeps the files of the given splits from being used and what to do.</summary>
    internal WorkbookException Fault(IEnumerable<DataSplit> splits, string cache)
    {
        var bad = splits.Select(Obstacle).First(f => f is not null)!;
        var get = $"run `lgm data get {Entry.Name}`";
        if (bad.Path is null)
        {
            return new MissingDataException(
                $"{Entry.Title} is not on this machine (no {bad.File.Names[0]}{(bad.File.PackedName == bad.File.Names[0] ? "" : "[.gz]")} in the data folders or {DataStoreOptions.Shown(cache)}): {get}, or name a folder that holds it with --data or LGM_DATA.");
        }
        var remedy = bad.Path.StartsWith(cache + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"delete it and {get}"
            : bad.State == FileState.Unofficial ? $"{get}, or accept the copy, images and labels from one folder, with --unofficial"
            : $"replace it, or {get}, which fetches the published one into the cache";
        return new WorkbookException($"{bad.Problem}: {remedy}.");
    }
}
