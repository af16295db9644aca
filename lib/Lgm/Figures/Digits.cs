namespace Lgm.Figures;

/// <summary>
/// Figures hold five significant digits of every number: more than a screen shows, a third of the size in a notebook, and
/// no noise in its diff when the last bit of a sum differs between machines.
/// </summary>
internal static class Digits
{
    private const int Kept = 5;

    public static double Of(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        var decimals = Kept - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (decimals is >= 0 and <= 15)
        {
            return Math.Round(value, decimals);
        }

        var scale = Math.Pow(10, decimals);
        return Math.Round(value * scale) / scale;
    }

    /// <summary>Rounds to a thousandth of <paramref name="step"/> (a bin's width): five digits lose a small spread around a large mean.</summary>
    public static double Near(double value, double step) =>
        Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(step)), 0, 15));

    public static double[] Of(IEnumerable<double> values) => [.. values.Select(Of)];
}
