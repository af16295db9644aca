using System.Formats.Tar;

namespace Lgm.Tests.Data;

/// <summary>
/// A CIFAR set of the catalogue with few generated images in files of the official format and names: class k is a bright
/// square in field k of a 3x3 grid, with a tint of its own.
/// </summary>
internal sealed class CifarSet : IDisposable
{
    public const int PerFile = 30, Side = 32, Classes = 9;
    private const string Inside = "inside";

    /// <param name="name">cifar-10 or cifar-100.</param>
    /// <param name="url">Where its archive can be had; null for nowhere.</param>
    public CifarSet(string name = "cifar-10", string? url = null)
    {
        var real = DataSetCatalogue.Load().Find(name);
        foreach (var (file, seed) in real.Files.Select((f, i) => (f, i))) Contents[file.Names[0]] = Records(seed, labels: name == "cifar-10" ? 1 : 2);
        Archive = LittleSet.Pack(Tar(Contents.Select(c => (TarEntry)Member($"{Inside}/{c.Key}", c.Value))));
        Entry = real with
        {
            Counts = real.Counts.ToDictionary(c => c.Key, c => PerFile * real.FilesOf(c.Key).Count),
            Files = [.. real.Files.Select(f => f with { Size = Contents[f.Names[0]].Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Contents[f.Names[0]])) })],
            Sources = url is null ? [] : [new DataSource("archive", url, Folder: Inside, Size: Archive.Length, Hash: Convert.ToHexStringLower(SHA256.HashData(Archive)))],
        };
    }

    /// <summary>By file name.</summary>
    public Dictionary<string, byte[]> Contents { get; } = [];

    /// <summary>All of them as one .tar.gz.</summary>
    public byte[] Archive { get; }

    public DataSetEntry Entry { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("lgm-cifar-").FullName;

    public DataStore Store(params string[] folders) => Store(false, folders);

    public DataStore Store(bool unofficial, params string[] folders) =>
        new(new DataStoreOptions { Folders = folders, CacheFolder = Path.Combine(Root, "cache"), AllowUnofficial = unofficial }, new DataSetCatalogue([Entry]));

    /// <summary>Lays the files out as the archive does, and returns the folder that holds theirs.</summary>
    public string Lay()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "given", Entry.Folders[0])).FullName;
        foreach (var (name, bytes) in Contents) File.WriteAllBytes(Path.Combine(folder, name), bytes);
        return Path.Combine(Root, "given");
    }

    public static UstarTarEntry Member(string name, byte[] contents) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(contents), ModificationTime = DateTimeOffset.UnixEpoch };

    public static byte[] Tar(IEnumerable<TarEntry> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
            foreach (var member in members) writer.WriteEntry(member);
        return stream.ToArray();
    }

    private static byte[] Records(int seed, int labels)
    {
        var data = BlobImages.Data(PerFile, Classes, seed, Side);
        var length = Side * Side;
        return [.. Enumerable.Range(0, PerFile).SelectMany(i =>
        {
            var grey = data.Pixels.AsSpan(i * length, length).ToArray();
            byte[] red = [.. grey.Select(p => (byte)(p / 2))], label = [(byte)data.Labels[i]];
            return (labels == 2 ? [(byte)(data.Labels[i] / 5), .. label] : label).Concat(red).Concat(grey).Concat(grey.Select(p => (byte)(255 - p)));
        })];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
