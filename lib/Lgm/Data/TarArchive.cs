using System.Formats.Tar;
using System.IO.Compression;

namespace Lgm.Data;

/// <summary>
/// Takes the wanted files out of a .tar.gz. A member is only read: what it is called where it is kept comes from the catalogue.
/// Links, members larger than the catalogue allows and archives that unpack to more than the set can be are refused.
/// </summary>
internal static class TarArchive
{
    // What an archive may hold besides the set; a hundred times what the real ones do.
    internal const long ForeignBytes = 512L << 20;

    // Contents that do not pack grow by gzip's header and block marks.
    private const long PackingOverhead = 64 << 10;

    /// <summary>Hands on each wanted file, packed or not, of a folder inside; <paramref name="size"/> is that of the whole set, unpacked.</summary>
    /// <exception cref="SourceUnavailableException">The archive is damaged, hostile or lacks a wanted file.</exception>
    internal static void Read(Stream packed, string folder, IEnumerable<DataFile> wanted, long size, Action<DataFile, Stream> use, CancellationToken cancellation)
    {
        var (left, budget) = (wanted.ToList(), size + ForeignBytes);
        try
        {
            using var tar = new TarReader(new GZipStream(packed, CompressionMode.Decompress));
            while (left.Count > 0 && tar.GetNextEntry() is { } member)
            {
                cancellation.ThrowIfCancellationRequested();
                // A header is 512 bytes: members without contents count too.
                if ((budget -= 512 + member.Length) < 0) throw new SourceUnavailableException("its archive unpacks to more than the set can be");
                var path = member.Name.StartsWith("./", StringComparison.Ordinal) ? member.Name[2..] : member.Name;
                if (left.Find(f => f.Names.Any(n => path == $"{folder}/{n}")) is not { } file) continue;
                var most = file.Size + (path.EndsWith(".gz", StringComparison.Ordinal) ? PackingOverhead : 0);
                if (member.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || member.DataStream is null || member.Length > most)
                    throw new SourceUnavailableException($"its member {path} is not a plain file of at most {file.Size} bytes");
                var contents = new MemoryStream((int)member.Length);
                member.DataStream.CopyTo(contents);
                contents.Position = 0;
                use(file, contents);
                left.Remove(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw new SourceUnavailableException($"its archive is damaged: {e.Message.TrimEnd('.')}", e);
        }
        if (left.Count > 0) throw new SourceUnavailableException($"its archive lacks {string.Join(", ", left.Select(f => f.Names[0]))}");
    }
}
