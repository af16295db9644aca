namespace Lgm.Figures;

/// <summary>A log-density over a grid of the feature plane.</summary>
public sealed class FeatureDensity
{
    /// <summary>Checks and keeps a grid.</summary>
    /// <param name="x">Grid lines <c>[W]</c>, rising.</param>
    /// <param name="y">Grid lines <c>[H]</c>, rising.</param>
    /// <param name="logDensity"><c>[H][W]</c>, nats; NaN and -infinity leave a gap.</param>
    /// <exception cref="WorkbookException">The shapes do not fit.</exception>
    public FeatureDensity(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<IReadOnlyList<double>> logDensity)
    {
        if (logDensity.Count != y.Count || logDensity.Any(row => row.Count != x.Count))
        {
            throw new WorkbookException($"Density: {logDensity.Count} rows over a grid of {y.Count} rows and {x.Count} columns; give one value for each grid point.");
        }

        (X, Y, LogDensity) = (x, y, logDensity);
    }

    /// <summary><c>[W]</c></summary>
    public IReadOnlyList<double> X { get; }

    /// <summary><c>[H]</c></summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary><c>[H][W]</c>, nats.</summary>
    public IReadOnlyList<IReadOnlyList<double>> LogDensity { get; }
}
