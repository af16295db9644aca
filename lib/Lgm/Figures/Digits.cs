using System.Globalization;

namespace Lgm.Figures;

/// <summary>
/// Figures hold five significant digits of every number: more than a screen shows, a third of the size in a notebook, and
/// no noise in its diff when the last bit of a sum differs between machines.
/// </summary>
internal static class Digits
{
    public static double Of(double value) => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>What is not finite becomes NaN, which leaves a gap.</summary>
    public static double[] Of(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? Of(value) : double.NaN)];

    /// <summary>A grid, <c>[H][W]</c>.</summary>
    public static double[][] Of(IEnumerable<IEnumerable<double>> rows) => [.. rows.Select(Of)];

    /// <summary>Rounds to a thousandth of <paramref name="step"/> (a bin's width): five digits lose a small spread around a large mean.</summary>
    public static double Near(double value, double step) =>
        Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(step)), 0, 15));
}
