namespace Lgm.Detection;

/// <summary>The chi-square distribution with D degrees of freedom: that of 2 d_z = (x - mu_z)' Lambda_z^-1 (x - mu_z) for features x of class z, if they follow their Gaussian.</summary>
public static class ChiSquare
{
    /// <summary>P(chi^2_D &lt;= x) = P(D/2, x/2), the regularised incomplete gamma function, to about 1e-12.</summary>
    /// <param name="x">0 or more.</param>
    /// <param name="degrees">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    public static double Cumulative(double x, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (x == 0) return 0;
        if (double.IsPositiveInfinity(x)) return 1;
        var (a, y) = (degrees / 2.0, x / 2);
        // Chernoff's bound of the upper tail, e^-(y - a - a log(y/a)): here it is below what a double can tell from 0.
        if (y > a && y - a - a * Math.Log(y / a) > 50) return 1;
        // gamma(a, y) = y^a e^-y sum_n y^n / (a (a+1) ... (a+n)); all terms are positive, so nothing cancels.
        double term = 1 / a, sum = term;
        for (var n = 1; term > sum * 1e-17; n++) sum += term *= y / (a + n);
        return Math.Min(1, Math.Exp(a * Math.Log(y) - y - LogGamma(degrees) + Math.Log(sum)));
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

    // log Gamma(D/2), from Gamma(1) = 1 or Gamma(1/2) = sqrt(pi) by Gamma(a + 1) = a Gamma(a).
    private static double LogGamma(int degrees)
    {
        var log = degrees % 2 == 0 ? 0 : 0.5 * Math.Log(Math.PI);
        for (var a = degrees % 2 == 0 ? 1 : 0.5; a < degrees / 2.0; a++) log += Math.Log(a);
        return log;
    }
}
