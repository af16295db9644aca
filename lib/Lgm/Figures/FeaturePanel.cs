namespace Lgm.Figures;

/// <summary>One panel of <see cref="FeaturePanels"/>: two-dimensional features with their classes.</summary>
public sealed class FeaturePanel
{
    /// <summary>Checks and keeps a panel.</summary>
    /// <param name="name">Stands above the panel: usually the loss.</param>
    /// <param name="x">First coordinates <c>[N]</c>, N &gt;= 1.</param>
    /// <param name="y">Second coordinates <c>[N]</c>.</param>
    /// <param name="labels">Classes <c>[N]</c>, from 0 to 99.</param>
    /// <param name="density">The model's log-density behind the points, or null.</param>
    /// <exception cref="WorkbookException">Lengths differ, or a label is out of range.</exception>
    public FeaturePanel(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> labels, FeatureDensity? density = null)
    {
        if (x.Count == 0 || x.Count != y.Count || x.Count != labels.Count)
        {
            throw new WorkbookException($"Panel '{name}': {x.Count} x, {y.Count} y and {labels.Count} labels; give as many of each, at least one.");
        }

        if (labels.Any(label => label is < 0 or > 99))
        {
            throw new WorkbookException($"Panel '{name}': a label is not between 0 and 99.");
        }

        (Name, X, Y, Labels, Density) = (name, x, y, labels, density);
    }

    public string Name { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> X { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<int> Labels { get; }

    public FeatureDensity? Density { get; }
}
