using System.Buffers.Binary;
using System.Security.Cryptography;
using Lgm.Data;
using Lgm.Experiments;
using Lgm.Tests.Models;

namespace Lgm.Tests.Experiments;

/// <summary>Generated 28x28 images of three classes as idx files in a folder of their own, with the catalogue that calls them mnist.</summary>
internal sealed class DigitSet : IDisposable
{
    public const int Train = 48, Test = 24, Classes = 3, Side = 28;
    private readonly DataSetCatalogue catalogue;

    public DigitSet()
    {
        var (train, test) = (BlobImages.Data(Train, Classes, seed: 1, Side), BlobImages.Data(Test, Classes, seed: 2, Side));
        var contents = new Dictionary<string, byte[]>
        {
            ["train-images"] = Idx(train.Pixels, Train, Side, Side), ["train-labels"] = Idx([.. train.Labels.Select(l => (byte)l)], Train),
            ["test-images"] = Idx(test.Pixels, Test, Side, Side), ["test-labels"] = Idx([.. test.Labels.Select(l => (byte)l)], Test),
        };
        foreach (var (file, bytes) in contents) File.WriteAllBytes(Path.Combine(folder, file), bytes);
        catalogue = new DataSetCatalogue([new DataSetEntry(
            "mnist", "Digits", "idx", new ImageShape(1, Side, Side), ["a", "b", "c"], new Dictionary<DataSplit, int> { [DataSplit.Train] = Train, [DataSplit.Test] = Test },
            "none", "none", "https://example.org", ["digits"], [.. contents.Select(c => new DataFile(c.Key, [c.Key], c.Value.Length, Convert.ToHexStringLower(SHA256.HashData(c.Value))))], [])]);
    }

    private readonly string folder = Directory.CreateTempSubdirectory("lgm-digits-").FullName;

    /// <summary>For runs on these images.</summary>
    public Context Context => new() { Data = new(new DataStoreOptions { Folders = [folder], CacheFolder = Path.Combine(folder, "cache") }, catalogue) };

    private static byte[] Idx(byte[] elements, params int[] dimensions)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return [.. header, .. elements];
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
