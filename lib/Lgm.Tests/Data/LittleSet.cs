using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Lgm.Data;

namespace Lgm.Tests.Data;

/// <summary>A generated idx set of a few 4x3 images in a folder of its own, with the catalogue that describes it.</summary>
internal sealed class LittleSet : IDisposable
{
    public const int Train = 20, Test = 8, Height = 4, Width = 3, Classes = 3;

    public LittleSet(params DataSource[] sources)
    {
        var random = new Random(11);
        Contents = new()
        {
            ["train-images"] = Idx(random, 256, Train, Height, Width), ["train-labels"] = Idx(random, Classes, Train),
            ["test-images"] = Idx(random, 256, Test, Height, Width), ["test-labels"] = Idx(random, Classes, Test),
        };
        Entry = new DataSetEntry(
            "little", "Little", "idx", new ImageShape(1, Height, Width), ["a", "b", "c"],
            new Dictionary<DataSplit, int> { [DataSplit.Train] = Train, [DataSplit.Test] = Test },
            "none", "none", "https://example.org", ["little", "Little/raw"],
            [.. Contents.Select(c => new DataFile(c.Key, [c.Key, c.Key + ".gz"], c.Value.Length, Convert.ToHexStringLower(SHA256.HashData(c.Value))))],
            sources);
    }

    public Dictionary<string, byte[]> Contents { get; }

    public DataSetEntry Entry { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("lgm-little-").FullName;

    public string Cache => Path.Combine(Root, "cache");

    public DataStore Store(params string[] folders) => Store(false, folders);

    public DataStore Store(bool allowUnofficial, params string[] folders) =>
        new(new DataStoreOptions { Folders = folders, CacheFolder = Cache, AllowUnofficial = allowUnofficial, ConnectTimeout = TimeSpan.FromSeconds(1) }, new DataSetCatalogue([Entry]));

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

    private static byte[] Idx(Random random, int values, params int[] dimensions)
    {
        var bytes = new byte[4 + 4 * dimensions.Length + dimensions.Aggregate(1, (a, b) => a * b)];
        (bytes[2], bytes[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), dimensions[i]);
        for (var i = 4 + 4 * dimensions.Length; i < bytes.Length; i++) bytes[i] = (byte)random.Next(values);
        return bytes;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
