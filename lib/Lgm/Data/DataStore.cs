using System.Security.Cryptography;
using System.Text;

namespace Lgm.Data;

/// <summary>The data sets as far as they are on this machine, and the way to get the others.</summary>
/// <remarks>
/// Looked through in order: the user's folders, the cache, the folders of system packages; then the catalogue's sources are asked.
/// Nothing is used before its size and sha256 are checked, once per process for an unchanged file.
/// </remarks>
public sealed class DataStore
{
    private readonly DataSetCatalogue catalogue;
    private readonly DataStoreOptions options;
    private readonly DataSetSearch search;

    /// <param name="options">Where to look; null takes <see cref="DataStoreOptions.FromEnvironment"/>.</param>
    /// <param name="catalogue">The known sets; null takes <see cref="DataSetCatalogue.Load"/>.</param>
    /// <exception cref="WorkbookException">A folder of the options does not exist.</exception>
    public DataStore(DataStoreOptions? options = null, DataSetCatalogue? catalogue = null)
    {
        this.options = options ?? DataStoreOptions.FromEnvironment();
        this.catalogue = catalogue ?? DataSetCatalogue.Load();
        CacheFolder = this.options.ResolveCache();
        if (this.options.Folders.FirstOrDefault(f => !Directory.Exists(f)) is { } absent)
        {
            throw new WorkbookException($"The data folder {absent} does not exist: correct --data or LGM_DATA.");
        }
        search = new DataSetSearch(this.catalogue, this.options, CacheFolder);
    }

    /// <summary>The known sets.</summary>
    public DataSetCatalogue Catalogue => catalogue;

    /// <summary>The full path under which fetched sets are kept.</summary>
    public string CacheFolder { get; }

    /// <summary>Finds and checks the files of a set without fetching anything.</summary>
    public DataSetLocation Locate(DataSetEntry entry) => search.Find(entry, entry.Splits);

    /// <summary>Makes sure that a set is here: finds it, or fetches what is missing or damaged into the cache.</summary>
    /// <param name="entry">The set.</param>
    /// <param name="progress">Told of bytes, by file.</param>
    /// <param name="cancellation">Stops the work; the next call resumes it.</param>
    /// <exception cref="MissingDataException">It cannot be had; the sentence lists every place tried and the way by hand.</exception>
    public DataSetLocation Get(DataSetEntry entry, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var location = Locate(entry);
        if (location.IsReady)
        {
            return location;
        }
        var cache = new CacheFolder(CacheFolder, entry);
        using var alone = cache.Lock(progress, cancellation);
        // Another process may have fetched it while this one waited.
        location = Locate(entry);
        var tried = new List<string>();
        foreach (var source in entry.Sources)
        {
            if (location.IsReady)
            {
                return location;
            }
            var wanted = entry.Splits.Where(s => !location.Has(s)).SelectMany(entry.FilesOf)
                .Where(f => search.Examine(entry, f, cache.Folder).State != FileState.Official).ToList();
            try
            {
                source.Fetch(new FetchRequest(entry, wanted, cache, options.ConnectTimeout, progress, cancellation) { Folders = options.Folders });
            }
            catch (SourceUnavailableException e)
            {
                tried.Add($"{source.Place} ({e.Message})");
            }
            location = Locate(entry);
        }
        return location.IsReady ? location : throw Unobtainable(entry, location, tried);
    }

    /// <summary>Reads and hashes every file of a set again.</summary>
    /// <exception cref="WorkbookException">One is missing or damaged; the sentence names it and what to do.</exception>
    public DataSetLocation Verify(DataSetEntry entry)
    {
        var location = search.Find(entry, entry.Splits, again: true);
        return location.IsReady ? location : throw location.Fault(entry.Splits, CacheFolder);
    }

    /// <summary>Reads one split of a set that is here.</summary>
    /// <param name="entry">The set.</param>
    /// <param name="split">A split it has.</param>
    /// <returns>Pixels <c>[N, C, H, W]</c> and labels <c>[N]</c>.</returns>
    /// <exception cref="WorkbookException">A file is missing, truncated or damaged; the sentence names it and what to do.</exception>
    public ImageData Read(DataSetEntry entry, DataSplit split)
    {
        if (!entry.Counts.TryGetValue(split, out var count))
        {
            throw new WorkbookException($"{entry.Title} has no {split} split: choose one of {string.Join(", ", entry.Splits)}.");
        }
        var kept = new Dictionary<string, byte[]>();
        var location = search.Find(entry, [split], kept: kept);
        if (!location.Has(split))
        {
            throw location.Fault([split], CacheFolder);
        }
        var found = location.Files.Where(f => f.File.IsOf(split)).ToList();
        foreach (var file in found)
        {
            if (entry.Format.Fault(kept[file.Path!], file.Path!, file.File, entry, split) is { } fault)
            {
                throw new WorkbookException($"{fault}: correct the catalogue of data sets.");
            }
        }
        var (pixels, labels) = entry.Format.Read([.. found.Select(f => (f.File, kept[f.Path!]))], entry);
        var contents = SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(found.Select(f => f.Sha256))));
        return new ImageData(
            pixels, labels, count, entry.Image.Channels, entry.Image.Height, entry.Image.Width, Convert.ToHexStringLower(contents)[..16]);
    }

    private WorkbookException Unobtainable(DataSetEntry entry, DataSetLocation location, List<string> tried)
    {
        var unusable = location.Files.Where(f => f.Problem is not null && f.State is FileState.Damaged or FileState.Unofficial).Select(f => f.Problem!);
        var byHand = entry.Sources.OfType<ArchiveSource>().FirstOrDefault()?.Name ?? string.Join(", ", entry.Files.Select(f => f.PackedName));
        var copy = location.Files.Any(f => f.State == FileState.Unofficial) ? ", or accept the copy that is here, images and labels from one folder, with --unofficial (LGM_UNOFFICIAL=1 in a notebook)" : "";
        var looked = options.Folders.Append(DataStoreOptions.Shown(CacheFolder)).Concat(unusable);
        return new MissingDataException(
            $"{entry.Title} could not be obtained: not usable in {string.Join(", ", looked)}; tried {string.Join("; ", tried)}; "
            + $"to do it by hand, put {byHand} (see {entry.Homepage}) into one folder and name it with --data or LGM_DATA{copy}.");
    }
}
