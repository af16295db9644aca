using System.Formats.Tar;
using System.IO.Compression;

namespace Lgm.Tests.Data;

/// <summary>A few generated images in files of an official format, in a folder of their own, with the catalogue that describes them.</summary>
internal sealed class LittleSet : IDisposable
{
    public const int Train = 20, Test = 8, Height = 4, Width = 3, Classes = 3;

    /// <summary>An idx set of noise.</summary>
    public LittleSet(params DataSource[] sources) : this(Idx("little", "Little", Train, Test, Height, Width), Drawn(), sources)
    {
    }

    // Every file is as long, and has the checksum, of its contents.
    private LittleSet(DataSetEntry entry, Dictionary<string, byte[]> contents, DataSource[] sources)
    {
        DataFile Own(DataFile file) => file with { Size = contents[file.Names[0]].Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(contents[file.Names[0]])) };
        (Contents, Entry) = (contents, entry with { Files = [.. entry.Files.Select(Own)], Sources = sources });
    }

    /// <summary>28x28 images of three classes that a network tells apart, under MNIST's name.</summary>
    public static LittleSet Digits(int train, int test, params DataSource[] sources) => new(Idx("mnist", "MNIST", train, test, 28, 28), BlobImages.IdxFiles(train, test, Classes, side: 28), sources);

    /// <summary>A CIFAR set of the catalogue with thirty images a file: class k of nine is a bright square in field k of a 3x3 grid, with a tint of its own.</summary>
    /// <param name="name">cifar-10 or cifar-100.</param>
    /// <param name="url">Where its archive can be had; null for nowhere.</param>
    public static LittleSet Cifar(string name = "cifar-10", string? url = null)
    {
        const int perFile = 30;
        var real = DataSetCatalogue.Load().Find(name);
        var contents = real.Files.Index().ToDictionary(f => f.Item.Names[0], f => Records(perFile, seed: f.Index, labels: name == "cifar-10" ? 1 : 2));
        var few = real with { Counts = real.Counts.ToDictionary(c => c.Key, c => perFile * real.FilesOf(c.Key).Count) };
        return new(few, contents, url is null ? [] : [new DataSource("archive", url, Folder: "inside", Size: Packed(contents).Length, Hash: Convert.ToHexStringLower(SHA256.HashData(Packed(contents))))]);
    }

    /// <summary>By file name.</summary>
    public Dictionary<string, byte[]> Contents { get; }

    public DataSetEntry Entry { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("lgm-little-").FullName;

    public string Cache => Path.Combine(Root, "cache");

    /// <summary>All files as one .tar.gz.</summary>
    public byte[] Archive => Packed(Contents);

    public DataStore Store(params string[] folders) => Store(false, folders);

    public DataStore Store(bool allowUnofficial, params string[] folders) =>
        new(new DataStoreOptions { Folders = folders, CacheFolder = Cache, AllowUnofficial = allowUnofficial }, new DataSetCatalogue([Entry]));

    /// <summary>Lays the files into a folder under the root and returns it.</summary>
    public string Lay(string folder, bool packed = false)
    {
        var target = Directory.CreateDirectory(Path.Combine(Root, folder)).FullName;
        foreach (var (name, bytes) in Contents) File.WriteAllBytes(Path.Combine(target, packed ? name + ".gz" : name), packed ? Pack(bytes) : bytes);
        return target;
    }

    /// <summary>What the cache holds of the set.</summary>
    public string[] Kept => [.. Directory.EnumerateFileSystemEntries(Path.Combine(Cache, "little")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static UstarTarEntry Member(string name, byte[] contents) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(contents), ModificationTime = DateTimeOffset.UnixEpoch };

    public static byte[] Tar(IEnumerable<TarEntry> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
            foreach (var member in members) writer.WriteEntry(member);
        return stream.ToArray();
    }

    private static byte[] Packed(Dictionary<string, byte[]> contents) => Pack(Tar(contents.Select(c => (TarEntry)Member($"inside/{c.Key}", c.Value))));

    private static DataSetEntry Idx(string name, string title, int train, int test, int height, int width) => new(
        name, title, "idx", new ImageShape(1, height, width), ["a", "b", "c"], new Dictionary<DataSplit, int> { [DataSplit.Train] = train, [DataSplit.Test] = test },
        "none", "none", "https://example.org", [name, $"{title}/raw"],
        [.. new[] { "train-images", "train-labels", "test-images", "test-labels" }.Select(role => new DataFile(role, [role, role + ".gz"], 0, ""))], []);

    private static Dictionary<string, byte[]> Drawn()
    {
        var random = new Random(11);
        byte[] Bytes(int values, params int[] shape) => BlobImages.Idx([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (byte)random.Next(values))], shape);
        return new()
        {
            ["train-images"] = Bytes(256, Train, Height, Width), ["train-labels"] = Bytes(Classes, Train), ["test-images"] = Bytes(256, Test, Height, Width), ["test-labels"] = Bytes(Classes, Test),
        };
    }

    private static byte[] Records(int count, int seed, int labels)
    {
        const int side = 32;
        var data = BlobImages.Data(count, classes: 9, seed, side);
        return [.. data.Pixels.Chunk(side * side).Zip(data.Labels).SelectMany(image =>
        {
            var (grey, label) = ((IEnumerable<byte>)image.First, (byte)image.Second);
            return (labels == 2 ? new[] { (byte)(label / 5), label } : [label]).Concat(grey.Select(p => (byte)(p / 2))).Concat(grey).Concat(grey.Select(p => (byte)(255 - p)));
        })];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
