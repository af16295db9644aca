using System.IO.Compression;

namespace Lgm.Tests.Data;

/// <summary>A generated idx set of a few 4x3 images in a folder of its own, with the catalogue that describes it.</summary>
internal sealed class LittleSet : IDisposable
{
    public const int Train = 20, Test = 8, Height = 4, Width = 3, Classes = 3;

    public LittleSet(params DataSource[] sources) : this("little", "Little", Drawn(), Train, Test, Height, Width, sources)
    {
    }

    private LittleSet(string name, string title, Dictionary<string, byte[]> contents, int train, int test, int height, int width, DataSource[] sources)
    {
        Contents = contents;
        Entry = new DataSetEntry(
            name, title, "idx", new ImageShape(1, height, width), ["a", "b", "c"],
            new Dictionary<DataSplit, int> { [DataSplit.Train] = train, [DataSplit.Test] = test },
            "none", "none", "https://example.org", [name, $"{title}/raw"],
            [.. Contents.Select(c => new DataFile(c.Key, [c.Key, c.Key + ".gz"], c.Value.Length, Convert.ToHexStringLower(SHA256.HashData(c.Value))))],
            sources);
    }

    /// <summary>28x28 images of three classes that a network tells apart, under MNIST's name.</summary>
    public static LittleSet Digits(int train, int test) => new("mnist", "Digits", BlobImages.IdxFiles(train, test, Classes, side: 28), train, test, 28, 28, []);

    public Dictionary<string, byte[]> Contents { get; }

    public DataSetEntry Entry { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("lgm-little-").FullName;

    public string Cache => Path.Combine(Root, "cache");

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

    private static Dictionary<string, byte[]> Drawn()
    {
        var random = new Random(11);
        byte[] Bytes(int values, params int[] shape) => BlobImages.Idx([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (byte)random.Next(values))], shape);
        return new()
        {
            ["train-images"] = Bytes(256, Train, Height, Width), ["train-labels"] = Bytes(Classes, Train), ["test-images"] = Bytes(256, Test, Height, Width), ["test-labels"] = Bytes(Classes, Test),
        };
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
