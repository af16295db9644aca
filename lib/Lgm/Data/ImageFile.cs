using System.Buffers.Binary;
using SkiaSharp;

namespace Lgm.Data;

/// <summary>The file formats of images: the two of the catalogue, and JPEG, PNG and the like. What is wrong with a file is said as a clause that follows its name.</summary>
internal static class ImageFile
{
    private const byte UnsignedByte = 8;

    /// <summary>
    /// The elements of an idx file of bytes: two zero bytes, the element type (8), the number of dimensions, each dimension as a
    /// big-endian 32-bit integer, then the elements.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    internal static byte[] Idx(ReadOnlySpan<byte> contents, params int[] shape)
    {
        var header = 4 + 4 * shape.Length;
        if (contents.Length < header || contents[..4] is not [0, 0, UnsignedByte, var dimensions] || dimensions != shape.Length)
            throw new InvalidDataException($"is not an idx file of {shape.Length}-dimensional bytes (it starts with {Convert.ToHexString(contents[..Math.Min(4, contents.Length)])}, not 000008{shape.Length:X2})");
        var found = new int[shape.Length];
        for (var i = 0; i < found.Length; i++) found[i] = BinaryPrimitives.ReadInt32BigEndian(contents[(4 + 4 * i)..]);
        if (!found.SequenceEqual(shape)) throw new InvalidDataException($"has the wrong shape ({string.Join(" x ", found)}, not {string.Join(" x ", shape)})");
        return contents[header..].ToArray();
    }

    /// <summary>A JPEG, PNG, BMP or WebP file as red, green, blue and opacity of each pixel; the caller disposes of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no image.</exception>
    internal static SKBitmap Decoded(string path)
    {
        using var codec = SKCodec.Create(path, out var opened) ?? throw new InvalidDataException($"is no image that can be read ({opened})");
        var image = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(image.Info, image.GetPixels()) is not SKCodecResult.Success and var result)
        {
            image.Dispose();
            throw new InvalidDataException($"is damaged ({result})");
        }
        return image;
    }

    /// <summary>The pixels of such an image, one plane a colour: bytes <c>[3, H, W]</c>.</summary>
    internal static void Planes(SKBitmap image, Span<byte> pixels)
    {
        var drawn = image.GetPixelSpan();
        var area = image.Height * image.Width;
        for (var i = 0; i < area; i++)
            for (var c = 0; c < 3; c++) pixels[c * area + i] = drawn[4 * i + c];
    }

    /// <summary>
    /// The images and labels of a CIFAR file: one record an image and nothing else, first the label (of CIFAR-100 the coarse one
    /// of 20, then the fine one of 100, which is the class here), then red, green and blue, each row by row.
    /// </summary>
    internal static (byte[] Pixels, byte[] Labels) Cifar(ReadOnlySpan<byte> contents, int labelBytes, int length)
    {
        var record = labelBytes + length;
        var labels = new byte[contents.Length / record];
        var pixels = GC.AllocateUninitializedArray<byte>(labels.Length * length);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = contents[i * record + labelBytes - 1];
            contents.Slice(i * record + labelBytes, length).CopyTo(pixels.AsSpan(i * length));
        }
        return (pixels, labels);
    }
}
