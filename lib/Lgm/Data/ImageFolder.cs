using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Lgm.Data;

/// <summary>
/// A folder of images, one subfolder a class: <c>CLASS/*.jpg</c>, the layout of ImageNet and of LFW. Each file is decoded once; its bytes
/// are kept, beside their checksum, in a file that later runs map into memory: an epoch waits for no JPEG, and a set may be larger than memory.
/// </summary>
/// <param name="Folder">The full path.</param>
/// <param name="Classes">The names of the subfolders with images, in ordinal order; label k means <c>Classes[k]</c>.</param>
/// <param name="Files">Paths inside the folder, <c>CLASS/FILE</c>, in an order that is mixed and always the same: the first N are of all classes.</param>
internal sealed record ImageFolder(string Folder, IReadOnlyList<string> Classes, IReadOnlyList<string> Files)
{
    // Decoded at a time: bounds what a stopped run has done in vain.
    private const int Batch = 256, SmallestSide = 8;
    private static readonly string[] s_kinds = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    public static ImageFolder Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new WorkbookException($"There is no folder {folder}: give one with a subfolder of images for each class.");
        string[] files = [.. from place in Directory.EnumerateDirectories(folder)
                             from file in Directory.EnumerateFiles(place)
                             where s_kinds.Contains(Path.GetExtension(file).ToLowerInvariant())
                             select $"{Path.GetFileName(place)}/{Path.GetFileName(file)}"];
        string[] classes = [.. files.Select(ClassOf).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
            throw new WorkbookException($"The image folder {folder} has {(classes.Length == 0 ? "no subfolder with images" : $"one class, {classes[0]}")}: give one subfolder for each of two or more classes, with JPEG or PNG files in it.");
        Array.Sort(files, StringComparer.Ordinal);
        new Random(1).Shuffle(files);
        return new ImageFolder(folder, classes, files);
    }

    /// <summary>All images <c>[N, 3, H, W]</c> in the order of <see cref="Files"/>; grey and CMYK become red, green and blue.</summary>
    /// <param name="shape">3 channels, H and W.</param>
    /// <param name="resize">Whether an image is brought to the size that just covers H x W before its middle is cropped. Without, only one that is too small is.</param>
    /// <param name="cache">The folder of the decoded file.</param>
    /// <param name="names">The class names to show, one for each of <see cref="Classes"/>; empty takes those.</param>
    /// <param name="device">Where labels and batches live; the bytes stay in the file.</param>
    public ImageSet Read(ImageShape shape, bool resize, string cache, IReadOnlyList<string> names, Device device)
    {
        var listing = Files.Select(f => (Name: f, File: new FileInfo(Path.Combine(Folder, f)))).Select(f => $"{f.Name} {f.File.Length} {f.File.LastWriteTimeUtc.Ticks}");
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Folder, $"{shape} {resize}", .. listing]))))[..16];
        var path = Path.Combine(cache, "decoded", $"{Path.GetFileName(Folder)}-{shape}-{key}.bytes");
        var hash = Hash(path);
        if (hash is null || !File.Exists(path + ".sha256") || File.ReadAllText(path + ".sha256") != Convert.ToHexStringLower(hash))
        {
            Decode(path, shape, resize);
            hash = Hash(path)!;
            AtomicFile.Write(path + ".sha256", Convert.ToHexStringLower(hash));
        }
        var place = Classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);
        long[] labels = [.. Files.Select(f => place[ClassOf(f)])];
        byte[] contents = [.. hash, .. labels.SelectMany(BitConverter.GetBytes)];
        return ImageSet.Mapped(path, [Files.Count, shape.Channels, shape.Height, shape.Width], labels, names.Count > 0 ? names : Classes, Convert.ToHexStringLower(SHA256.HashData(contents))[..16], device);
    }

    private static string ClassOf(string file) => file[..file.IndexOf('/')];

    private static byte[]? Hash(string path)
    {
        if (!File.Exists(path)) return null;
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }

    private void Decode(string path, ImageShape shape, bool resize) => AtomicFile.Write(path, stream =>
    {
        var pixels = new byte[Batch * shape.Length];
        var faults = new string?[Batch];
        foreach (var (start, count) in LongWork.Batches(Files.Count, Batch, $"decode {Path.GetFileName(Folder)}"))
        {
            Parallel.For(0, (int)count, i =>
            {
                try { Decode(Path.Combine(Folder, Files[(int)start + i]), shape, resize, pixels.AsSpan(i * shape.Length, shape.Length)); }
                catch (InvalidDataException e) { faults[i] = e.Message; }
            });
            // The first in order, whichever was met first.
            for (var i = 0; i < count; i++)
                if (faults[i] is { } fault) throw new WorkbookException($"{Path.Combine(Folder, Files[(int)start + i])} {fault}: replace the file or delete it.");
            stream.Write(pixels.AsSpan(0, (int)count * shape.Length));
        }
    });

    private static void Decode(string path, ImageShape shape, bool resize, Span<byte> pixels)
    {
        using var image = ImageFile.Decoded(path);
        var (width, height) = (image.Width, image.Height);
        if (Math.Min(width, height) < SmallestSide) throw new InvalidDataException($"has {width} x {height} pixels, fewer than {SmallestSide} on a side");
        var cover = Math.Max((double)shape.Height / height, (double)shape.Width / width);
        var scale = resize ? cover : Math.Max(cover, 1);
        var (inWidth, inHeight) = ((int)Math.Round(shape.Width / scale), (int)Math.Round(shape.Height / scale));
        var middle = SKRect.Create((width - inWidth) / 2, (height - inHeight) / 2, inWidth, inHeight);
        using var sized = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(sized))
        using (var paint = new SKPaint { FilterQuality = scale == 1 ? SKFilterQuality.None : SKFilterQuality.High })
            canvas.DrawBitmap(image, middle, SKRect.Create(shape.Width, shape.Height), paint);
        ImageFile.Planes(sized, pixels);
    }
}

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
