namespace Lgm.Data;

/// <summary>How the files of a set hold its images and labels. A new format is one subclass and one row here.</summary>
internal abstract class ImageFormat
{
    private static readonly Dictionary<string, ImageFormat> s_formats = new()
    {
        ["idx"] = new IdxFile(),
        ["cifar-10"] = new CifarFile(labels: 1),
        ["cifar-100"] = new CifarFile(labels: 2),
    };

    /// <summary>The kinds that the catalogue may name.</summary>
    internal static IEnumerable<string> Kinds => s_formats.Keys;

    /// <summary>The format of a kind, or null where there is none.</summary>
    internal static ImageFormat? Of(string kind) => s_formats.GetValueOrDefault(kind);

    /// <returns>What is wrong with the files the catalogue has for a split, as a clause; or null.</returns>
    internal abstract string? Fault(DataSetEntry entry, DataSplit split);

    /// <returns>What keeps <paramref name="contents"/> from being the file, as a clause that starts with its path; or null.</returns>
    internal abstract string? Fault(ReadOnlySpan<byte> contents, string path, DataFile file, DataSetEntry entry, DataSplit split);

    /// <summary>The images <c>[N, C, H, W]</c> and labels <c>[N]</c> of a split.</summary>
    /// <param name="files">Its files, without a fault, in the catalogue's order.</param>
    /// <param name="entry">The set.</param>
    internal abstract (byte[] Pixels, long[] Labels) Read(IReadOnlyList<(DataFile File, byte[] Contents)> files, DataSetEntry entry);
}
