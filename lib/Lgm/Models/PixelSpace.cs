using static TorchSharp.torch;

namespace Lgm.Models;

/// <summary>
/// The pixels a model takes and what it does to them first: attacks and eps live in the unit of the pixels, never in that
/// of the normalised input.
/// </summary>
/// <param name="Lower">The darkest pixel, in pixel units.</param>
/// <param name="Upper">The brightest pixel, in pixel units; above <paramref name="Lower"/>.</param>
/// <param name="Mean">Subtracted from every pixel, in pixel units.</param>
/// <param name="Deviation">Divides every pixel after that; above 0.</param>
public sealed record PixelSpace(double Lower, double Upper, double Mean, double Deviation)
{
    /// <summary>Pixels in [0, 1] and the authors' mean and deviation of the MNIST training set.</summary>
    public static PixelSpace Mnist { get; } = new(0, 1, Mean: 0.1307, Deviation: 0.3081);

    /// <summary>Pixels in [0, 1] and the mean and deviation of the Fashion-MNIST training set.</summary>
    public static PixelSpace FashionMnist { get; } = new(0, 1, Mean: 0.2860, Deviation: 0.3530);

    /// <summary>(pixels - mean) / deviation, of any shape.</summary>
    public Tensor Normalise(Tensor pixels)
    {
        using var centred = pixels - Mean;
        return centred / Deviation;
    }

    /// <summary>Pixels brought back into [Lower, Upper], of any shape.</summary>
    public Tensor Clip(Tensor pixels) => pixels.clamp(min: Lower, max: Upper);
}
