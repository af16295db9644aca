namespace Lgm.Detection;

/// <summary>The chi-square distribution with D degrees of freedom: that of 2 d_z = (x - mu_z)' Lambda_z^-1 (x - mu_z) for features x of class z, if they follow their Gaussian.</summary>
public static class ChiSquare
{
    /// <summary>P(chi^2_D &lt;= x) = P(D/2, x/2), the regularised incomplete gamma function, to about 1e-9.</summary>
    /// <param name="x">0 or more.</param>
    /// <param name="degrees">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    public static double Cumulative(double x, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        using var scope = NewDisposeScope();
        return special.gammainc(tensor(degrees / 2.0), tensor(x / 2)).item<double>();
    }

    /// <summary>
    /// The Kolmogorov-Smirnov distance in [0, 1] of a sample from the distribution: the largest difference of the two
    /// cumulative distributions. About 1.36 / sqrt(N) is what one in twenty samples that do follow it exceeds.
    /// </summary>
    /// <param name="sample">Values of 2 d_z, N of them, at least 1.</param>
    /// <param name="degrees">D, at least 1.</param>
    public static double Distance(IReadOnlyCollection<double> sample, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sample.Count, nameof(sample));
        double[] sorted = [.. sample.Order()];
        return sorted.Select((x, i) => Cumulative(x, degrees) is var p ? Math.Max(p - (double)i / sorted.Length, (i + 1.0) / sorted.Length - p) : 0).Max();
    }
}
