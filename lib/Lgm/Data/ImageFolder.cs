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

    /// <summary>Finds the images of a folder.</summary>
    /// <exception cref="WorkbookException">There are fewer than two classes.</exception>
    public static ImageFolder Of(string folder)
    {
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
    /// <exception cref="WorkbookException">A file is damaged, no image or smaller than 8 x 8 pixels, or the cache cannot be written.</exception>
    public ImageSet Read(ImageShape shape, bool resize, string cache, IReadOnlyList<string> names, Device device)
    {
        var listing = Files.Select(f => new FileInfo(Path.Combine(Folder, f))).Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}");
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
