namespace Lgm.Data;

/// <summary>One split of an image set in memory.</summary>
/// <param name="Pixels">Bytes <c>[N, C, H, W]</c>, row by row, 0 to 255.</param>
/// <param name="Labels">Classes <c>[N]</c>, each in 0 to K-1.</param>
/// <param name="Count">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="Fingerprint">16 hexadecimal digits that change with any byte of the images or labels; results carry it.</param>
public sealed record ImageData(byte[] Pixels, long[] Labels, int Count, int Channels, int Height, int Width, string Fingerprint);
