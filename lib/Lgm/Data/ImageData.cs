namespace Lgm.Data;

/// <summary>One split of an image set in memory.</summary>
/// <param name="Pixels">Bytes <c>[N, C, H, W]</c>, row by row, 0 to 255.</param>
/// <param name="Labels">Classes <c>[N]</c>, each in 0 to K-1.</param>
/// <param name="Count">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="Fingerprint">16 hexadecimal digits that change with any byte of the images or labels; results carry it.</param>
public sealed record ImageData(byte[] Pixels, long[] Labels, int Count, int Channels, int Height, int Width, string Fingerprint)
{
    /// <summary>The images of the first classes, 0 to <paramref name="classes"/> - 1, in their order. The fingerprint stays that of the files.</summary>
    public ImageData OfFirst(int classes)
    {
        var length = Channels * Height * Width;
        int[] places = [.. Enumerable.Range(0, Count).Where(i => Labels[i] < classes)];
        var pixels = GC.AllocateUninitializedArray<byte>(places.Length * length);
        foreach (var (i, place) in places.Index()) Pixels.AsSpan(place * length, length).CopyTo(pixels.AsSpan(i * length));
        return this with { Pixels = pixels, Labels = [.. places.Select(p => Labels[p])], Count = places.Length };
    }
}
