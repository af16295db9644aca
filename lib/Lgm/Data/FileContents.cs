using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>
/// Reads a file of the catalogue, packed or not, as a whole. Its hash is taken once per process for a file that keeps its path,
/// length and time of change.
/// </summary>
internal static class FileContents
{
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Changed), string> Hashes = new();

    /// <param name="path">The file.</param>
    /// <param name="size">Bytes of its uncompressed contents.</param>
    /// <param name="again">Whether to hash it even where that was done before.</param>
    /// <returns>The uncompressed contents and their sha256.</returns>
    /// <exception cref="InvalidDataException">A clause that starts with the path and says what is wrong with the file.</exception>
    internal static (byte[] Bytes, string Sha256) Read(string path, long size, bool again = false)
    {
        try
        {
            using var file = File.OpenRead(path);
            var key = (path, file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
            using var plain = Unpacked(file);
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)size));
            var length = plain.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length < size)
            {
                throw new InvalidDataException($"{path} is truncated (it holds {length} bytes of data where {size} belong)");
            }
            if (plain.ReadByte() >= 0)
            {
                throw new InvalidDataException($"{path} is not the right file (it holds more than the {size} bytes that belong)");
            }
            if (again || !Hashes.TryGetValue(key, out var hash))
            {
                Hashes[key] = hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            }
            return (bytes, hash);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path} is damaged (it cannot be unpacked: {e.Message.TrimEnd('.')})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>The hash of the file's contents, without reading it where it is known.</summary>
    internal static string Hash(string path, long size, bool again)
    {
        if (!again && File.Exists(path))
        {
            try
            {
                using var handle = File.OpenHandle(path);
                if (Hashes.TryGetValue((path, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle)), out var known))
                {
                    return known;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InvalidDataException($"{path} cannot be read ({e.Message.TrimEnd('.')})", e);
            }
        }
        return Read(path, size, again).Sha256;
    }

    /// <summary>The uncompressed side of a file: told by its first bytes, as browsers unpack downloads and keep the name.</summary>
    internal static Stream Unpacked(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start[0] == 0x1f && start[1] == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
