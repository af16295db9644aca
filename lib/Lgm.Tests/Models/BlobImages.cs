using System.Buffers.Binary;

namespace Lgm.Tests.Models;

/// <summary>Generated images of up to nine classes: class k is a bright square in field k of a 3x3 grid, under noise.</summary>
internal static class BlobImages
{
    public const int Side = 9, Dimension = 6;

    public static ImageSet Set(int count, int classes, int seed = 1, int side = Side) => ImageSet.From(Data(count, classes, seed, side), classes);

    public static ImageData Data(int count, int classes, int seed = 1, int side = Side)
    {
        var random = new Random(seed);
        var (pixels, field) = (new byte[count * side * side], side / 3);
        var labels = Enumerable.Range(0, count).Select(i => (long)(i % classes)).ToArray();
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, row, column) = (i / (side * side), i / side % side, i % side);
            var inside = labels[image] == Math.Min(row / field, 2) * 3 + Math.Min(column / field, 2);
            pixels[i] = (byte)random.Next(inside ? 120 : 0, inside ? 256 : 100);
        }
        return new ImageData(pixels, labels, count, 1, side, side, $"blobs-{count}-{classes}-{seed}-{side}");
    }

    /// <summary>The four files of a set in the format of MNIST, by role.</summary>
    public static Dictionary<string, byte[]> IdxFiles(int train, int test, int classes, int side) => new[] { ("train", train, 1), ("test", test, 2) }.SelectMany(split =>
    {
        var (name, count, seed) = split;
        var data = Data(count, classes, seed, side);
        return new[] { (name + "-images", Idx(data.Pixels, count, side, side)), (name + "-labels", Idx([.. data.Labels.Select(l => (byte)l)], count)) };
    }).ToDictionary(file => file.Item1, file => file.Item2);

    /// <summary>Bytes behind idx's header.</summary>
    public static byte[] Idx(byte[] elements, params int[] dimensions)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return [.. header, .. elements];
    }

    /// <summary>A two-layer network with a head of the catalogue, in evaluation mode; every weight follows from the seed.</summary>
    public static BoundedClassifier Classifier(string loss, int classes, long seed = 1, GaussianMixtureOptions? mixture = null)
    {
        manual_seed(seed);
        var model = new BoundedClassifier(
            nn.Sequential(nn.Flatten(), nn.Linear(Side * Side, 24), nn.ReLU(), nn.Linear(24, Dimension)),
            LossCatalogue.Create(loss, classes, Dimension, mixture is null ? null : new() { Mixture = mixture }), PixelSpace.Mnist);
        model.eval();
        return model;
    }
}
