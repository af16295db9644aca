using System.Globalization;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>The ball an attack stays in: no pixel moves by more than eps, |x' - x|_inf &lt;= eps.</summary>
/// <param name="Epsilon">eps in pixel units, 0 or more; the detection tables use .1, .2 and .3 of pixels in [0, 1].</param>
public readonly record struct Linf(double Epsilon)
{
    /// <summary>The nearest images of the ball around <paramref name="origin"/>, both of any one shape.</summary>
    public Tensor Project(Tensor origin, Tensor moved)
    {
        using var scope = NewDisposeScope();
        return moved.minimum(origin.add(Epsilon)).maximum(origin.add(-Epsilon)).MoveToOuterDisposeScope();
    }

    public override string ToString() => $"Linf({Epsilon.ToString(CultureInfo.InvariantCulture)})";
}
