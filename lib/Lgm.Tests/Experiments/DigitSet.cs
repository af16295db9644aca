using System.Buffers.Binary;
using System.Security.Cryptography;
using Lgm.Data;
using Lgm.Tests.Models;

namespace Lgm.Tests.Experiments;

/// <summary>Generated 28x28 images of three classes as idx files in a folder of their own, with the catalogue that describes them.</summary>
internal sealed class DigitSet : IDisposable
{
    public const int Train = 48, Test = 24, Classes = 3, Side = 28;
    private readonly DataSetCatalogue catalogue;

    /// <param name="official">Whether the catalogue's hashes are those of the files.</param>
    /// <param name="name">The set's name in the catalogue.</param>
    public DigitSet(bool official = true, string name = "digits")
    {
        var (train, test) = (BlobImages.Data(Train, Classes, seed: 1, Side), BlobImages.Data(Test, Classes, seed: 2, Side));
        var contents = new Dictionary<string, byte[]>
        {
            ["train-images"] = Idx(train.Pixels, Train, Side, Side), ["train-labels"] = Idx([.. train.Labels.Select(l => (byte)l)], Train),
            ["test-images"] = Idx(test.Pixels, Test, Side, Side), ["test-labels"] = Idx([.. test.Labels.Select(l => (byte)l)], Test),
        };
        foreach (var (file, bytes) in contents) File.WriteAllBytes(Path.Combine(Folder, file), bytes);
        catalogue = new DataSetCatalogue([new DataSetEntry(
            name, "Digits", "idx", new ImageShape(1, Side, Side), ["a", "b", "c"],
            new Dictionary<DataSplit, int> { [DataSplit.Train] = Train, [DataSplit.Test] = Test },
            "none", "none", "https://example.org", ["digits"],
            [.. contents.Select(c => new DataFile(c.Key, [c.Key], c.Value.Length, official ? Convert.ToHexStringLower(SHA256.HashData(c.Value)) : new string('0', 64)))], [])]);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lgm-digits-").FullName;

    public DataStore Store(bool allowUnofficial = false) =>
        new(new DataStoreOptions { Folders = [Folder], CacheFolder = Path.Combine(Folder, "cache"), AllowUnofficial = allowUnofficial }, catalogue);

    private static byte[] Idx(byte[] elements, params int[] dimensions)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return [.. header, .. elements];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
