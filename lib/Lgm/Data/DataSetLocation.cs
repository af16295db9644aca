using System.Security.Cryptography;
using System.Text;

namespace Lgm.Data;

/// <summary>One file of a set where it was found.</summary>
/// <param name="File">Which file.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Sha256">Of its uncompressed contents; empty where those could not be read.</param>
/// <param name="Problem">What keeps it from being the published file, as a clause that starts with its path; null where nothing does.</param>
/// <param name="IsCopy">Whether it has the right format and shape, but other contents than the published ones.</param>
internal sealed record FoundFile(DataFile File, string Path, string Sha256, string? Problem = null, bool IsCopy = false)
{
    /// <summary>Whether size and sha256 are the published ones.</summary>
    public bool IsOfficial => Problem is null;

    internal byte[] Pixels { get; init; } = [];

    internal byte[] Labels { get; init; } = [];
}

/// <summary>
/// Where the files of a set are on this machine: those that may be used, of all splits that are here whole, each in one folder; and those of the
/// other splits that are here and may not be used.
/// </summary>
internal sealed record DataSetLocation(DataSetEntry Entry, IReadOnlyList<FoundFile> Files, IReadOnlyList<FoundFile> Unusable, string Cache)
{
    /// <summary>Whether every file is there and may be used.</summary>
    public bool IsReady => Entry.Splits.All(Has);

    /// <summary>Whether every file is the published one, byte for byte.</summary>
    public bool IsOfficial => IsReady && Files.All(f => f.IsOfficial);

    /// <summary>Whether every file of <paramref name="split"/> is there and may be used.</summary>
    public bool Has(DataSplit split) => Files.Any(f => f.File.IsOf(split));

    /// <summary>One split that is here, not of image files.</summary>
    public ImageData Read(DataSplit split)
    {
        List<FoundFile> files = [.. Files.Where(f => f.File.IsOf(split))];
        var (pixels, next) = (GC.AllocateUninitializedArray<byte>(files.Sum(f => f.Pixels.Length)), 0);
        foreach (var file in files)
        {
            file.Pixels.CopyTo(pixels, next);
            next += file.Pixels.Length;
        }
        long[] labels = [.. files.SelectMany(f => f.Labels).Select(l => (long)l)];
        var contents = SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(files.Select(f => f.Sha256))));
        return new ImageData(pixels, labels, labels.Length, Entry.Image.Channels, Entry.Image.Height, Entry.Image.Width, Convert.ToHexStringLower(contents)[..16]);
    }

    /// <summary>One split that is here, on a device; of a set of image files decoded where it is not yet.</summary>
    public ImageSet Load(DataSplit split, TorchSharp.torch.Device device)
    {
        if (!Entry.IsFolder) return ImageSet.From(Read(split), Entry.Classes.Count, device, Entry.Classes);
        return FolderOf(split).Read(Entry.Image, resize: Entry.Kind == "folder", Cache, Entry.Classes, device);
    }

    internal ImageFolder FolderOf(DataSplit split) => ImageFolder.Of(Files.First(f => f.File.IsOf(split) && f.File.IsFolder).Path);
}

/// <summary>
/// A data set is not on this machine and could not be had. Nothing is wrong with the work that asked for it: a notebook
/// that ends with this counts as skipped, neither as passed nor as failed.
/// </summary>
public sealed class MissingDataException(string message) : WorkbookException(message);
