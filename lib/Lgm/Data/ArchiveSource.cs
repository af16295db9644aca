using System.IO.Compression;
using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>
/// A public home of the set as one archive (.tar.gz): taken from a folder of the user where it lies in one, else downloaded.
/// Only the files the catalogue names are taken out, each of its published size and sha256.
/// </summary>
/// <param name="Url">The archive's address.</param>
/// <param name="Folder">The folder inside the archive.</param>
/// <param name="Size">Bytes of the archive.</param>
/// <param name="Md5">Of the archive, in lower-case hexadecimal: what the set's own page publishes.</param>
public sealed record ArchiveSource(string Url, string Folder, long Size, string Md5) : DataSource
{
    public override string Place => Url;

    /// <summary>The archive's file name.</summary>
    internal string Name => Url[(Url.LastIndexOf('/') + 1)..];

    internal override void Fetch(FetchRequest request)
    {
        var given = request.Folders.SelectMany(folder => request.Entry.Folders.Append("").Select(inside => Path.Combine(folder, inside, Name))).FirstOrDefault(File.Exists);
        if (given is not null)
        {
            using var archive = File.OpenRead(given);
            Unpack(archive, request, given);
            return;
        }
        HttpDownload.Through(request, Url, Name, Size, kept => Unpack(kept, request, Url));
    }

    private void Unpack(FileStream archive, FetchRequest request, string place)
    {
        if (archive.Length != Size || Convert.ToHexStringLower(MD5.HashData(archive)) != Md5)
        {
            throw new SourceUnavailableException($"{(place == Url ? $"its {Name}" : place)} is not the published archive of {Size} bytes and md5 {Md5}");
        }
        archive.Position = 0;
        using var tar = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        TarMembers.Store(tar, Folder, request, place);
    }
}
