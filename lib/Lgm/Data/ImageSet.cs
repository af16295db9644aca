using static TorchSharp.torch;

namespace Lgm.Data;

/// <summary>
/// A whole set of images on the device it is used on, as bytes; batches are gathered there in one go, without a loop over
/// images and without a copy from the host.
/// </summary>
public sealed class ImageSet : IDisposable
{
    private readonly Tensor bytes;

    private ImageSet(Tensor bytes, Tensor labels, int classes, string fingerprint) =>
        (this.bytes, Labels, Classes, Fingerprint) = (bytes.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), classes, fingerprint);

    /// <summary>Puts one split onto a device.</summary>
    /// <param name="data">The split.</param>
    /// <param name="classes">K.</param>
    /// <param name="device">Where the images live; the CPU unless told.</param>
    public static ImageSet From(ImageData data, int classes, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(data.Pixels, [data.Count, data.Channels, data.Height, data.Width]).to(device ?? CPU);
        return new ImageSet(bytes, tensor(data.Labels).to(device ?? CPU), classes, data.Fingerprint);
    }

    /// <summary>Labels <c>[N]</c>, int64, 0 to K-1.</summary>
    public Tensor Labels { get; }

    /// <summary>K.</summary>
    public int Classes { get; }

    /// <summary>Hexadecimal digits that change with the data; results carry it.</summary>
    public string Fingerprint { get; }

    /// <summary>N.</summary>
    public int Count => (int)bytes.shape[0];

    /// <summary><paramref name="count"/> images from <paramref name="start"/> on, or as many as there are.</summary>
    public ImageSet Take(int count, int start = 0)
    {
        using var scope = NewDisposeScope();
        count = Math.Min(count, Count - start);
        return new ImageSet(bytes.narrow(0, start, count), Labels.narrow(0, start, count), Classes, Fingerprint);
    }

    /// <summary>Images <c>[B, C, H, W]</c> as float32 in [0, 1] and labels <c>[B]</c> at the places <paramref name="indices"/> <c>[B]</c> (int64).</summary>
    /// <param name="indices">0 to N-1.</param>
    /// <param name="augmentation">Applied to the bytes before they become floats; null for none.</param>
    /// <param name="random">What the augmentation draws from.</param>
    public (Tensor Images, Tensor Labels) Batch(Tensor indices, CropAndMirror? augmentation = null, Generator? random = null)
    {
        using var gathered = bytes.index_select(0, indices);
        using var augmented = augmentation?.Apply(gathered, random!);
        return (Scaled(augmented ?? gathered), Labels.index_select(0, indices));
    }

    /// <summary>Images as float32 in [0, 1] and labels from <paramref name="start"/> on, <paramref name="count"/> of them.</summary>
    public (Tensor Images, Tensor Labels) Range(int start, int count)
    {
        using var window = bytes.narrow(0, start, count);
        return (Scaled(window), Labels.narrow(0, start, count));
    }

    private static Tensor Scaled(Tensor bytes)
    {
        using var floats = bytes.to(float32);
        return floats / 255.0;
    }

    public void Dispose()
    {
        bytes.Dispose();
        Labels.Dispose();
    }
}
