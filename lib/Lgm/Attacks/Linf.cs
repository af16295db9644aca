using System.Globalization;

namespace Lgm.Attacks;

/// <summary>The ball an attack stays in: no pixel moves by more than eps, |x' - x|_inf &lt;= eps.</summary>
/// <param name="Epsilon">eps in pixel units, 0 or more; the detection tables use .1, .2 and .3 of pixels in [0, 1].</param>
public readonly record struct Linf(double Epsilon)
{
    public override string ToString() => $"Linf({Epsilon.ToString(CultureInfo.InvariantCulture)})";
}
