namespace Lgm.Data;

/// <summary>The data sets as far as they are on this machine, and the way to get the others.</summary>
/// <remarks>
/// Looked through in order: the user's folders, the cache, the folders of system packages; then the catalogue's sources are asked.
/// Nothing is used before its size and sha256 are checked.
/// </remarks>
internal sealed class DataStore
{
    private readonly DataStoreOptions options;

    /// <param name="options">Where to look. Default: <see cref="DataStoreOptions.FromEnvironment"/>.</param>
    /// <param name="catalogue">The known sets. Default: <see cref="DataSetCatalogue.Load"/>.</param>
    public DataStore(DataStoreOptions? options = null, DataSetCatalogue? catalogue = null)
    {
        this.options = options ?? DataStoreOptions.FromEnvironment();
        Catalogue = catalogue ?? DataSetCatalogue.Load();
        CacheFolder = Path.GetFullPath(this.options.CacheFolder);
        if (this.options.Folders.FirstOrDefault(f => !Directory.Exists(f)) is { } absent)
            throw new WorkbookException($"The data folder {absent} does not exist: correct --data or LGM_DATA.");
    }

    public DataSetCatalogue Catalogue { get; }

    /// <summary>The user's folders, in the order in which they are looked through.</summary>
    public IReadOnlyList<string> Folders => options.Folders;

    /// <summary>The full path under which fetched sets are kept.</summary>
    public string CacheFolder { get; }

    /// <summary>Finds, reads and checks the files of a set without fetching anything.</summary>
    public DataSetLocation Locate(DataSetEntry entry)
    {
        var (usable, unusable) = (new List<FoundFile>(), new List<FoundFile>());
        foreach (var split in entry.Splits)
        {
            var bad = new List<FoundFile>();
            foreach (var (folder, given) in Places(entry))
            {
                // Of an unofficial copy images and labels belong together only within one folder.
                List<FoundFile> found = [.. entry.FilesOf(split).Select(f => Examine(entry, f, folder, given)).OfType<FoundFile>()];
                List<FoundFile> faulty = [.. found.Where(f => !f.IsOfficial && !(f.IsCopy && options.AllowUnofficial))];
                if (faulty.Count == 0 && found.Count == entry.FilesOf(split).Count)
                {
                    usable.AddRange(found);
                    bad.Clear();
                    break;
                }
                bad.AddRange(faulty);
            }
            unusable.AddRange(bad);
        }
        return new DataSetLocation(entry, usable, unusable, CacheFolder);
    }

    /// <summary>Makes sure that a set is here: finds it, or fetches what is missing or damaged into the cache.</summary>
    /// <exception cref="MissingDataException">It cannot be had; the sentence lists every place tried and the way by hand.</exception>
    public DataSetLocation Get(DataSetEntry entry)
    {
        var location = Locate(entry);
        if (location.IsReady) return location;
        var folder = Path.Combine(CacheFolder, entry.Name);
        var fetch = new DataFetch(entry, folder, options.Folders);
        using var alone = fetch.Lock();
        // Another process may have fetched it while this one waited.
        location = Locate(entry);
        var tried = new List<string>();
        foreach (var source in entry.Sources)
        {
            if (location.IsReady) break;
            var wanted = entry.Splits.Where(s => !location.Has(s)).SelectMany(entry.FilesOf).Where(f => Examine(entry, f, folder) is not { IsOfficial: true });
            try
            {
                fetch.From(source, [.. wanted]);
            }
            catch (SourceUnavailableException e)
            {
                tried.Add($"{source.Place} ({e.Message})");
            }
            location = Locate(entry);
        }
        return location.IsReady ? location : throw Missing(location, tried);
    }

    /// <summary>Reads and checks every file of a set.</summary>
    /// <exception cref="MissingDataException">One is missing or damaged; the sentence names it and what to do.</exception>
    public DataSetLocation Verify(DataSetEntry entry)
    {
        var location = Locate(entry);
        return location.IsReady ? location : throw Missing(location);
    }

    private IEnumerable<(string Folder, bool Given)> Places(DataSetEntry entry) =>
    [
        .. from folder in options.Folders from inside in entry.Folders.Append("") select (Path.GetFullPath(Path.Combine(folder, inside)), true),
        (Path.Combine(CacheFolder, entry.Name), false),
        .. from source in entry.Sources where source.Kind == "apt" select ("/" + source.Folder, false),
    ];

    // The best of the accepted names in one folder.
    private FoundFile? Examine(DataSetEntry entry, DataFile file, string folder, bool given = false)
    {
        if (file.IsFolder && file.Names.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists) is { } images)
        {
            var wanted = entry.Counts[entry.Splits.First(file.IsOf)];
            try
            {
                var count = ImageFolder.Of(images).Files.Count;
                return new FoundFile(file, images, "", count == wanted ? null : $"{images} holds {count} images, where {wanted} belong", given);
            }
            catch (WorkbookException e)
            {
                // Another place may have them.
                return new FoundFile(file, images, "", e.Message.TrimEnd('.'), given);
            }
        }
        var found = file.Names.Select(n => Path.Combine(folder, n)).Where(File.Exists).Select(path => Judge(entry, file, path, given)).ToList();
        return found.Find(f => f.IsOfficial) ?? found.FirstOrDefault();
    }

    private FoundFile Judge(DataSetEntry entry, DataFile file, string path, bool given)
    {
        FoundFile Damaged(string fault) => new(file, path, "", $"{path} {fault}");
        try
        {
            using var stream = File.OpenRead(path);
            var (bytes, hash) = file.Read(stream);
            if (hash != file.Sha256 && Catalogue.Sets.FirstOrDefault(s => s.Files.Any(f => f.Sha256 == hash)) is { } other && other != entry)
                return Damaged($"is a file of {other.Title}, not of {entry.Title}");
            var (pixels, labels) = entry.Parse(file, bytes);
            var found = new FoundFile(file, path, hash) { Pixels = pixels, Labels = labels };
            if (hash == file.Sha256) return found;
            var difference = $"its sha256 is {hash[..12]}..., the published one {file.Sha256[..12]}...";
            // Only a folder the user has given may hold a copy.
            return given ? found with { Problem = $"{path} is damaged or an unofficial copy ({difference})", IsCopy = true } : Damaged($"is damaged ({difference})");
        }
        catch (InvalidDataException e)
        {
            return Damaged(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Damaged($"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    // What was tried: null where nothing was.
    private MissingDataException Missing(DataSetLocation location, List<string>? tried = null)
    {
        var entry = location.Entry;
        var byHand = entry.Sources.FirstOrDefault(s => s.Kind == "archive")?.ArchiveName ?? string.Join(", ", entry.Files.Select(f => f.PackedName));
        var copy = location.Unusable.Any(f => f.IsCopy) ? ", or accept the copy that is here, images and labels from one folder, with --unofficial (LGM_UNOFFICIAL=1 in a notebook)" : "";
        var looked = options.Folders.Append(DataStoreOptions.Shown(CacheFolder)).Concat(location.Unusable.Select(f => f.Problem!));
        return new MissingDataException(
            $"{entry.Title} {(tried is null ? "is not on this machine" : "could not be obtained")}: not usable in {string.Join(", ", looked)}{(tried?.Count > 0 ? $"; tried {string.Join("; ", tried)}" : "")}; "
            + $"{(tried is null ? $"run `lgm data get {entry.Name}`, or" : "to do it by hand,")} put {byHand} (see {entry.Homepage}) into one folder and name it with --data or LGM_DATA{copy}.");
    }
}

/// <summary>Where a <see cref="DataStore"/> looks and what it accepts.</summary>
internal sealed record DataStoreOptions
{
    private static readonly string s_own = Path.Combine("data", "cache");

    /// <summary>Folders of the user, looked through first: <c>--data</c>, then the path list in the environment variable LGM_DATA.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>
    /// Where fetched sets are kept, one subfolder each. Default: LGM_CACHE, else <c>data/cache</c> of the repository, else, for a
    /// published program, <c>lgm/data</c> in the user's folder for application data.
    /// </summary>
    public string CacheFolder { get; init; } = Environment.GetEnvironmentVariable("LGM_CACHE") is { Length: > 0 } chosen ? chosen
        : WorkbookFolder.Find() is { } repository ? Path.Combine(repository, s_own)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "lgm", "data");

    /// <summary>
    /// Whether a file in <see cref="Folders"/> with the right shape and other contents than the published ones may be used. Never
    /// holds for the cache. Default: false.
    /// </summary>
    public bool AllowUnofficial { get; init; }

    /// <summary>The options of a command line or notebook: the given folders before those of the environment.</summary>
    /// <remarks>LGM_UNOFFICIAL=1 allows unofficial copies where no command line does, as in a notebook.</remarks>
    public static DataStoreOptions FromEnvironment(IEnumerable<string>? folders = null, bool allowUnofficial = false) => new()
    {
        Folders =
        [
            .. folders ?? [],
            .. (Environment.GetEnvironmentVariable("LGM_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ],
        AllowUnofficial = allowUnofficial || Environment.GetEnvironmentVariable("LGM_UNOFFICIAL") == "1",
    };

    /// <summary>The cache as messages show it: the workbook's own from the workbook's folder, so that a notebook that keeps the message names no machine's paths.</summary>
    internal static string Shown(string cache) => WorkbookFolder.Find() is { } repository && cache == Path.Combine(repository, s_own) ? s_own : cache;
}
