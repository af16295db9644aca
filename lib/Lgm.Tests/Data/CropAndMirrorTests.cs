using Lgm.Data;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Data;

[Collection(TorchState.Name)]
public sealed class CropAndMirrorTests
{
    private const int Count = 40, Channels = 2, Height = 5, Width = 6;

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void EachImageIsOneCropOfThePaddedOrMirroredImage(int padding, bool mirror)
    {
        using var scope = NewDisposeScope();
        var images = Images();
        var before = images.data<byte>().ToArray();
        var cropped = new CropAndMirror(padding, mirror).Apply(images, new Generator(7)).data<byte>().ToArray();
        Assert.Equal(before, images.data<byte>().ToArray());
        var found = new HashSet<(int, int, bool)>();
        for (var n = 0; n < Count; n++)
        {
            var candidates = from row in Enumerable.Range(0, 2 * padding + 1)
                             from column in Enumerable.Range(0, 2 * padding + 1)
                             from mirrored in mirror ? new[] { false, true } : [false]
                             where Slow(before, n, row - padding, column - padding, mirrored).SequenceEqual(cropped.AsSpan(n * Channels * Height * Width, Channels * Height * Width).ToArray())
                             select (row, column, mirrored);
            var crop = candidates.ToList();
            Assert.NotEmpty(crop);
            found.Add(crop[0]);
        }
        // Forty draws: every place of a small border, both sides of a mirror.
        Assert.True(found.Count >= Math.Min(9, (2 * padding + 1) * (2 * padding + 1) * (mirror ? 2 : 1)), $"{found.Count} different crops");
    }

    // Different bytes everywhere, none of them the border's zero.
    private static Tensor Images() => tensor(Enumerable.Range(0, Count * Channels * Height * Width).Select(i => (byte)(1 + i * 37 % 255)).ToArray(), [Count, Channels, Height, Width]);

    private static byte[] Slow(byte[] images, int image, int down, int right, bool mirrored)
    {
        var crop = new byte[Channels * Height * Width];
        for (var c = 0; c < Channels; c++)
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++)
                {
                    // A mirrored image is the crop of the unmirrored one read from right to left.
                    var (row, column) = (y + down, (mirrored ? Width - 1 - x : x) + right);
                    crop[(c * Height + y) * Width + x] = row < 0 || row >= Height || column < 0 || column >= Width ? (byte)0 : images[((image * Channels + c) * Height + row) * Width + column];
                }
        return crop;
    }
}
