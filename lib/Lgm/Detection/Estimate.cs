using System.Globalization;

namespace Lgm.Detection;

/// <summary>A measured number and its interval.</summary>
/// <param name="Value">Of the images as they are.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>The percentile interval of draws of a number.</summary>
    /// <param name="value">The number itself.</param>
    /// <param name="draws">Its values on resampled images, at least one.</param>
    /// <param name="confidence">The share of draws inside, between 0 and 1.</param>
    public static Estimate Of(double value, IEnumerable<double> draws, double confidence)
    {
        double[] sorted = [.. draws.Order()];
        return new Estimate(value, Quantile(sorted, (1 - confidence) / 2), Quantile(sorted, (1 + confidence) / 2));
    }

    // Linear between order statistics, as NumPy's default.
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>In percent with one decimal, such as <c>3.1 [2.8, 3.5]</c>.</summary>
    public string ToPercent() => string.Create(CultureInfo.InvariantCulture, $"{Value * 100:0.0} [{Low * 100:0.0}, {High * 100:0.0}]");
}
