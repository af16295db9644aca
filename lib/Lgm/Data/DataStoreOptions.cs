namespace Lgm.Data;

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
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Whether a file in <see cref="Folders"/> with the right shape and other contents than the published ones may be used. Never
    /// holds for the cache. Default: false.
    /// </summary>
    public bool AllowUnofficial { get; init; }

    /// <summary>How long an unreachable host may take; the next source is tried after it. Default: 3 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

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

    internal string ResolveCache()
    {
        var chosen = CacheFolder ?? Environment.GetEnvironmentVariable("LGM_CACHE");
        if (!string.IsNullOrWhiteSpace(chosen)) return Path.GetFullPath(chosen);
        return WorkbookFolder.Find() is { } repository ? Path.Combine(repository, s_own) : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "lgm", "data");
    }

    /// <summary>The cache as messages show it: the workbook's own from the workbook's folder, so that a notebook that keeps the message names no machine's paths.</summary>
    internal static string Shown(string cache) => WorkbookFolder.Find() is { } repository && cache == Path.Combine(repository, s_own) ? s_own : cache;
}
