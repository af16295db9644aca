namespace Lgm.Models;

/// <summary>
/// The pixels a model takes and what it does to them first: attacks and eps live in the unit of the pixels, never in that
/// of the normalised input.
/// </summary>
/// <param name="Lower">The darkest pixel, in pixel units.</param>
/// <param name="Upper">The brightest pixel, in pixel units; above <paramref name="Lower"/>.</param>
/// <param name="Mean">Subtracted from every pixel, in pixel units: one number for all channels, or one for each.</param>
/// <param name="Deviation">Divides every pixel after that, likewise. Range: above 0.</param>
public sealed record PixelSpace(double Lower, double Upper, IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>The same mean and deviation for every channel.</summary>
    public PixelSpace(double lower, double upper, double mean, double deviation) : this(lower, upper, [mean], [deviation]) { }

    /// <summary>Pixels in [0, 1] and the authors' mean and deviation of the MNIST training set.</summary>
    public static PixelSpace Mnist { get; } = new(0, 1, mean: 0.1307, deviation: 0.3081);

    /// <summary>Pixels in [0, 1] and the mean and deviation of the Fashion-MNIST training set.</summary>
    public static PixelSpace FashionMnist { get; } = new(0, 1, mean: 0.2860, deviation: 0.3530);

    /// <summary>Pixels in [0, 1] and the mean and deviation of each channel of the CIFAR-10 training set.</summary>
    public static PixelSpace Cifar10 { get; } = new(0, 1, [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]);

    /// <summary>Pixels in [0, 1] and the authors' CIFAR-100 recipe, (x - 128) / 128 of bytes.</summary>
    public static PixelSpace Cifar100 { get; } = new(0, 1, mean: 128 / 255.0, deviation: 128 / 255.0);

    /// <summary>Pixels in [0, 1] and the mean and deviation of each channel of ImageNet's training set, as they are commonly used.</summary>
    public static PixelSpace ImageNet { get; } = new(0, 1, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Pixels in [0, 1] and what networks for faces commonly take, (x - 127.5) / 128 of bytes.</summary>
    public static PixelSpace Faces { get; } = new(0, 1, mean: 0.5, deviation: 128 / 255.0);

    /// <summary>The pixels of a data set of the catalogue, by its name; a set without a row of its own has MNIST's.</summary>
    internal static PixelSpace Of(string dataSet) => dataSet switch
    {
        "fashion-mnist" => FashionMnist,
        "cifar-10" => Cifar10,
        "cifar-100" => Cifar100,
        "imagenette" or "imagenet" => ImageNet,
        "lfw" or "orl-faces" => Faces,
        _ => Mnist,
    };

    /// <summary>(pixels - mean) / deviation, of any shape; <c>[B, C, H, W]</c> where the channels differ.</summary>
    public Tensor Normalise(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var centred = Mean.Count == 1 ? pixels - Mean[0] : pixels - OfChannels(Mean, pixels);
        return (Deviation.Count == 1 ? centred / Deviation[0] : centred / OfChannels(Deviation, pixels)).MoveToOuterDisposeScope();
    }

    // [C, 1, 1], of the pixels' type and device.
    private static Tensor OfChannels(IReadOnlyList<double> values, Tensor pixels) => tensor(values.ToArray()).to(pixels.dtype).to(pixels.device).reshape(values.Count, 1, 1);

    /// <summary>Pixels brought back into [Lower, Upper], of any shape.</summary>
    public Tensor Clip(Tensor pixels) => pixels.clamp(min: Lower, max: Upper);
}
