namespace Lgm.Data;

/// <summary>The shape <c>[C, H, W]</c> of every image of a set, in channels and pixels; all at least 1.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image: <c>C * H * W</c>.</summary>
    public int Length => Channels * Height * Width;

    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
