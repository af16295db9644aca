using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>By what the distance |x' - x| of an attacked image from the clean one is measured.</summary>
public enum Norm
{
    /// <summary>L_inf: the largest change of a pixel.</summary>
    Max,

    /// <summary>L_2: the root of the sum of squared changes.</summary>
    Euclidean,
}

/// <summary>The ball |x' - x| &lt;= eps that an attack stays in. Images are <c>[B, C, H, W]</c>.</summary>
/// <param name="Norm">Of the distance.</param>
/// <param name="Epsilon">eps, in pixel units.</param>
internal sealed record Ball(Norm Norm, double Epsilon)
{
    /// <summary>The point of ball and box nearest to <paramref name="moved"/>; under L_2 that of the ball, and then of the box, which lies in both.</summary>
    public Tensor Project(Tensor images, Tensor moved, PixelSpace pixels)
    {
        if (Norm == Norm.Max) return pixels.Clip(moved.minimum(images.add(Epsilon)).maximum(images.add(-Epsilon)));
        var change = moved - images;
        return pixels.Clip(images + change * (Epsilon / Length(change)).clamp_max(1));
    }

    /// <summary>The step of length 1 that raises a function of this gradient most: sign g, or g / |g|_2; 0 where the gradient is 0.</summary>
    public Tensor Ascent(Tensor gradient) => Norm == Norm.Max ? gradient.sign() : gradient / Length(gradient);

    /// <summary>|v|_2 of each image, <c>[B, 1, 1, 1]</c>; above 0.</summary>
    public static Tensor Length(Tensor change) => change.square().sum([1, 2, 3], keepdim: true).sqrt().clamp_min(1e-12);
}
