using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>The part of the cache that belongs to one set. A file under its own name is complete and verified; all others start with a dot.</summary>
internal sealed class CacheFolder(string root, DataSetEntry entry)
{
    private const int Chunk = 1 << 20;
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    internal string Folder { get; } = Path.Combine(root, entry.Name);

    internal string PathOf(DataFile file) => Path.Combine(Folder, file.Names[0]);

    /// <summary>Where a download of that name collects, kept for the next try when it breaks off.</summary>
    internal string PartialOf(string name) => Path.Combine(Folder, $".{name}.part");

    /// <summary>Waits until no other process fetches this set. The system drops the lock of a killed process.</summary>
    internal IDisposable Lock(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var path = Path.Combine(Folder, ".lock");
        OnDisk(path, 0, () => Directory.CreateDirectory(Folder));
        var told = false;
        while (true)
        {
            try
            {
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                RemoveLeftOvers();
                return held;
            }
            catch (IOException e) when (IsHeldElsewhere(e))
            {
                if (!told)
                {
                    progress?.Report(new WorkProgress($"{entry.Title}: waiting", 0, 0, "another process is fetching it"));
                    told = true;
                }
                cancellation.WaitHandle.WaitOne(100);
                cancellation.ThrowIfCancellationRequested();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw DiskFault.Explain(e, path, 0);
            }
        }
    }

    /// <summary>A folder for an archive on its way in; gone when disposed. In the cache, since the system's one may be small.</summary>
    internal WorkFolder WorkFolder()
    {
        var path = Path.Combine(Folder, $".work-{Guid.NewGuid():N}");
        OnDisk(path, 0, () => Directory.CreateDirectory(path));
        return new WorkFolder(path);
    }

    /// <summary>Writes the uncompressed contents of a file beside its place, verifies them and only then renames.</summary>
    /// <exception cref="SourceUnavailableException">The contents are not the published ones; nothing is kept.</exception>
    internal void Store(DataFile file, Stream contents, FetchRequest request, string place)
    {
        var target = PathOf(file);
        var temporary = Path.Combine(Folder, $".{file.Names[0]}.{Guid.NewGuid():N}.tmp");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var total = 0L;
            using (var output = OnDisk(temporary, file.Size, () => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)))
            {
                var buffer = new byte[Chunk];
                for (int read; (read = contents.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
                {
                    request.Cancellation.ThrowIfCancellationRequested();
                    if ((total += read) > file.Size)
                    {
                        throw new SourceUnavailableException($"its {file.Names[0]} is longer than the published {file.Size} bytes");
                    }
                    hash.AppendData(buffer, 0, read);
                    OnDisk(temporary, file.Size, () => output.Write(buffer, 0, read));
                    request.Report(file.Names[0], total, file.Size, place);
                }
                OnDisk(temporary, file.Size, output.Dispose);
            }
            if (total < file.Size || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            {
                throw new SourceUnavailableException(total < file.Size
                    ? $"its {file.Names[0]} ends after {total} of {file.Size} bytes"
                    : $"its {file.Names[0]} does not have the published sha256");
            }
            OnDisk(target, file.Size, () => File.Move(temporary, target, overwrite: true));
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    internal static T OnDisk<T>(string path, long bytes, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Explain(e, path, bytes);
        }
    }

    internal static void OnDisk(string path, long bytes, Action work) => OnDisk(path, bytes, () => { work(); return true; });

    // EWOULDBLOCK of Linux and of the BSDs, and Windows' sharing violation.
    private static bool IsHeldElsewhere(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private void RemoveLeftOvers()
    {
        // Old ones only: where the file system has no locks, a young one may be another process's work.
        var old = DateTime.UtcNow - LeftOver;
        foreach (var file in Directory.EnumerateFiles(Folder, ".*.tmp").Where(f => File.GetLastWriteTimeUtc(f) < old))
        {
            File.Delete(file);
        }
        foreach (var folder in Directory.EnumerateDirectories(Folder, ".work-*").Where(f => Directory.GetLastWriteTimeUtc(f) < old))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
