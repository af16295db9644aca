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

    // Of an image whose first channel grows to the right and whose second grows downwards, slopes and ends tell where a crop was.
    [Fact]
    public void ACropOfRandomAreaIsWholeInsideAndOfTheAskedSizeAndShape()
    {
        const int side = 100, count = 200;
        using var scope = NewDisposeScope();
        var steps = arange(side, dtype: uint8);
        var images = stack([steps.expand(side, side), steps.unsqueeze(1).expand(side, side)], 0).expand(count, 2, side, side).contiguous();
        var crops = new CropAndMirror(0, true, Area: 0.25).Apply(images, new Generator(3)).to(float64);
        var (left, right) = (crops[TensorIndex.Colon, 0, 50, 10].Numbers(), crops[TensorIndex.Colon, 0, 50, 90].Numbers());
        var (top, bottom) = (crops[TensorIndex.Colon, 1, 10, 50].Numbers(), crops[TensorIndex.Colon, 1, 90, 50].Numbers());
        double[] widths = [.. right.Zip(left, (r, l) => Math.Abs(r - l) / 80)], heights = [.. bottom.Zip(top, (b, t) => (b - t) / 80)];
        Assert.InRange(right.Zip(left).Count(p => p.First < p.Second), 70, 130);
        foreach (var (width, height) in widths.Zip(heights))
        {
            Assert.InRange(width / height, 0.75 * 0.94, 4 / 3.0 * 1.06);
            // A side of more than the image's is cut to it.
            Assert.InRange(width * height, 0.25 * 0.92, 1.04);
        }
        Assert.InRange(widths.Zip(heights, (w, h) => w * h).Average(), 0.5, 0.7);
        Assert.InRange(crops.min().item<double>(), 0, 2);
        Assert.InRange(crops.max().item<double>(), 97, 99);
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
