namespace Lgm.Data;

/// <summary>
/// The binary format of CIFAR: one record an image and nothing else, first the label (of CIFAR-100 the coarse one of 20, then
/// the fine one of 100, which is the class here), then red, green and blue, each row by row.
/// </summary>
/// <param name="labels">Bytes in front of the pixels, 1 or 2; the last is the class.</param>
internal sealed class CifarFile(int labels) : ImageFormat
{
    internal override string? Fault(DataSetEntry entry, DataSplit split)
    {
        var (files, record) = (entry.FilesOf(split), Record(entry));
        return files.Any(f => f.Size % record != 0) || files.Sum(f => f.Size) != (long)entry.Counts[split] * record
            ? $"the files of the {split} split do not hold {entry.Counts[split]} records of {record} bytes"
            : null;
    }

    // A file without a header: that its size is right was seen before it came here.
    internal override string? Fault(ReadOnlySpan<byte> contents, string path, DataFile file, DataSetEntry entry, DataSplit split)
    {
        var record = Record(entry);
        for (var i = 0; i < contents.Length / record; i++)
        {
            var label = contents[i * record + labels - 1];
            if (label >= entry.Classes.Count) return $"{path} has label {label} in record {i}, outside 0..{entry.Classes.Count - 1}";
        }
        return null;
    }

    internal override (byte[] Pixels, long[] Labels) Read(IReadOnlyList<(DataFile File, byte[] Contents)> files, DataSetEntry entry)
    {
        var (record, length) = (Record(entry), entry.Image.Length);
        var count = files.Sum(f => f.Contents.Length / record);
        var (pixels, classes, next) = (GC.AllocateUninitializedArray<byte>(count * length), new long[count], 0);
        foreach (var (_, contents) in files)
            for (var start = 0; start < contents.Length; start += record)
            {
                classes[next] = contents[start + labels - 1];
                contents.AsSpan(start + labels, length).CopyTo(pixels.AsSpan(next++ * length));
            }
        return (pixels, classes);
    }

    private int Record(DataSetEntry entry) => labels + entry.Image.Length;
}
