using System.Buffers.Binary;

namespace Lgm.Data;

/// <summary>
/// The idx format: two zero bytes, the element type (8: unsigned byte), the number of dimensions, each dimension as a big-endian
/// 32-bit integer, then the elements.
/// </summary>
internal sealed class IdxFile : ImageFormat
{
    private const byte UnsignedByte = 8;

    internal override string? Fault(DataSetEntry entry, DataSplit split)
    {
        var expected = new[] { $"{split}-images", $"{split}-labels" };
        return entry.FilesOf(split).Select(f => f.Role).Order().SequenceEqual(expected, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"the {split} split does not consist of {expected[0].ToLowerInvariant()} and {expected[1].ToLowerInvariant()}";
    }

    internal override string? Fault(ReadOnlySpan<byte> contents, string path, DataFile file, DataSetEntry entry, DataSplit split)
    {
        var expected = Dimensions(file, entry, split);
        var header = HeaderLength(expected);
        if (contents.Length < header || contents[0] != 0 || contents[1] != 0 || contents[2] != UnsignedByte || contents[3] != expected.Length)
        {
            return $"{path} is not an idx file of {expected.Length}-dimensional bytes (it starts with {Convert.ToHexString(contents[..Math.Min(4, contents.Length)])}, not 000008{expected.Length:X2})";
        }
        var found = new int[expected.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = BinaryPrimitives.ReadInt32BigEndian(contents[(4 + 4 * i)..]);
        }
        if (!found.SequenceEqual(expected))
        {
            return $"{path} has the wrong shape ({string.Join(" x ", found)}, not {string.Join(" x ", expected)})";
        }
        var elements = contents[header..];
        if (elements.Length != expected.Aggregate(1L, (a, b) => a * b))
        {
            return $"{path} does not hold what its header says ({elements.Length} bytes behind it for {string.Join(" x ", expected)})";
        }
        if (!file.HoldsLabels)
        {
            return null;
        }
        var bad = elements.IndexOfAnyExceptInRange((byte)0, (byte)(entry.Classes.Count - 1));
        return bad < 0 ? null : $"{path} has label {elements[bad]} at position {bad}, outside 0..{entry.Classes.Count - 1}";
    }

    internal override (byte[] Pixels, long[] Labels) Read(IReadOnlyList<(DataFile File, byte[] Contents)> files, DataSetEntry entry)
    {
        ReadOnlySpan<byte> Of(bool labels) => Elements(files.Single(f => f.File.HoldsLabels == labels).Contents);
        return (Of(labels: false).ToArray(), Array.ConvertAll(Of(labels: true).ToArray(), b => (long)b));
    }

    // What lies behind the header.
    private static ReadOnlySpan<byte> Elements(ReadOnlySpan<byte> contents) => contents[(4 + 4 * contents[3])..];

    private static int HeaderLength(int[] dimensions) => 4 + 4 * dimensions.Length;

    private static int[] Dimensions(DataFile file, DataSetEntry entry, DataSplit split)
    {
        var (count, image) = (entry.Counts[split], entry.Image);
        return file.HoldsLabels ? [count]
            : image.Channels == 1 ? [count, image.Height, image.Width]
            : [count, image.Channels, image.Height, image.Width];
    }
}
