namespace Lgm.Figures;

/// <summary>One named curve of a <see cref="CurvesFigure"/>.</summary>
public sealed record Curve
{
    /// <summary>Checks and keeps a curve.</summary>
    /// <param name="name">The legend's entry.</param>
    /// <param name="x"><c>[N]</c>, N &gt;= 1.</param>
    /// <param name="y"><c>[N]</c>; what is not finite leaves a gap.</param>
    /// <exception cref="WorkbookException">Lengths differ, or there is no point.</exception>
    public Curve(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count == 0 || x.Count != y.Count)
        {
            throw new WorkbookException($"Curve '{name}': {x.Count} x and {y.Count} y; give as many of each, at least one.");
        }

        (Name, X, Y) = (name, x, y);
    }

    /// <summary>The legend's entry.</summary>
    public string Name { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> X { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> Y { get; }
}
