using System.Formats.Tar;
using System.IO.Compression;

namespace Lgm.Data;

/// <summary>
/// Takes the wanted files of a set out of a tar stream. The name a member is written under comes from the catalogue, never from
/// the archive, so that no member can reach outside the cache; links, members larger than the catalogue allows and archives that
/// unpack to more than the set and its surroundings can be are refused.
/// </summary>
internal static class TarMembers
{
    // What an archive may hold besides the set; a hundred times what the real ones do.
    private const long ForeignBytes = 512L << 20;

    // Contents that do not pack grow by gzip's header and block marks.
    private const long PackingOverhead = 64 << 10;

    /// <exception cref="SourceUnavailableException">The archive is damaged, hostile or lacks a wanted file.</exception>
    internal static void Store(Stream tar, string folder, FetchRequest request, string place)
    {
        var wanted = request.Files.ToList();
        var budget = request.Entry.Files.Sum(f => f.Size) + ForeignBytes;
        SourceUnavailableException TooMuch() => new($"its archive unpacks to more than {request.Entry.Title} can be");
        try
        {
            // Bounded by what is read too: members without contents are counted by none of their sizes.
            using var reader = new TarReader(new BoundedStream(tar, budget, TooMuch), leaveOpen: true);
            while (reader.GetNextEntry() is { } member)
            {
                request.Cancellation.ThrowIfCancellationRequested();
                budget -= member.Length;
                if (budget < 0)
                {
                    throw TooMuch();
                }
                var path = member.Name.StartsWith("./", StringComparison.Ordinal) ? member.Name[2..] : member.Name;
                var file = wanted.FirstOrDefault(f => f.Names.Any(n => path == $"{folder}/{n}"));
                if (file is null)
                {
                    continue;
                }
                var packed = path.EndsWith(".gz", StringComparison.Ordinal);
                if (member.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || member.DataStream is null || member.Length > file.Size + (packed ? PackingOverhead : 0))
                {
                    throw new SourceUnavailableException($"its member {path} is not a plain file of at most {file.Size} bytes");
                }
                using var plain = packed ? new GZipStream(member.DataStream, CompressionMode.Decompress) : member.DataStream;
                request.Cache.Store(file, plain, request, place);
                wanted.Remove(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw new SourceUnavailableException($"its archive is damaged: {e.Message.TrimEnd('.')}", e);
        }
        if (wanted.Count > 0)
        {
            throw new SourceUnavailableException($"its archive lacks {string.Join(", ", wanted.Select(f => f.Names[0]))}");
        }
    }
}
