using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>Two-dimensional features with their classes: a colour a class, its number at its mean.</summary>
/// <param name="Name">Stands above the panel: usually the loss.</param>
/// <param name="X">First coordinates <c>[N]</c>, N &gt;= 1; points that are not finite are left out, and of a class 2,000 at most are drawn.</param>
/// <param name="Y">Second coordinates <c>[N]</c>.</param>
/// <param name="Labels">Classes <c>[N]</c>. Range: 0 to 99.</param>
/// <param name="Means">A learned mean (x, y) a class, from class 0 on, <c>[K][2]</c>. Default: null, which puts the numbers at the means of the points.</param>
/// <exception cref="WorkbookException">Lengths differ, or a label is out of range.</exception>
public sealed record FeaturePanel(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<int> Labels, IReadOnlyList<IReadOnlyList<double>>? Means = null)
    : PlanePanel(Name)
{
    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<int> Labels { get; } = Fault(X, Y, Labels, Means) is { } fault ? throw new WorkbookException($"Panel '{Name}': {fault}.") : Labels;

    /// <inheritdoc/>
    internal override GenericChart Draw(bool alone)
    {
        var classes = Enumerable.Range(0, X.Count)
            .Where(i => double.IsFinite(X[i]) && double.IsFinite(Y[i]))
            .GroupBy(i => Labels[i])
            .OrderBy(ofClass => ofClass.Key)
            .Select(ofClass => (Number: ofClass.Key, X: ofClass.Select(i => X[i]).ToArray(), Y: ofClass.Select(i => Y[i]).ToArray()))
            .ToArray();
        string[] numbers = [.. classes.Select(c => c.Number.ToString(CultureInfo.InvariantCulture))];
        GenericChart[] charts =
        [
            .. classes.Select((c, i) => Traces.Points(numbers[i], c.X, c.Y, new Marker().With(("color", Palette.Class(c.Number)), ("size", 4)), opacity: 0.6)),
            Means is { } means
                ? Traces.Circles("class means", classes.Select(c => means[c.Number][0]), classes.Select(c => means[c.Number][1]), numbers, Palette.Paper)
                : Traces.Circles("class means", classes.Select(c => c.X.Average()), classes.Select(c => c.Y.Average()), numbers, Palette.Paper),
        ];
        return Chart.Combine(charts).WithLayout(("xaxis", FigureStyle.Numbers(string.Empty)), ("yaxis", FigureStyle.Numbers(string.Empty)));
    }

    private static string? Fault(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> labels, IReadOnlyList<IReadOnlyList<double>>? means) =>
        x.Count == 0 || x.Count != y.Count || x.Count != labels.Count ? $"{x.Count} x, {y.Count} y and {labels.Count} labels; give as many of each, at least one"
        : labels.Any(label => label is < 0 or > 99) ? "a label is not between 0 and 99"
        : means is not null && (means.Count <= labels.Max() || means.Any(mean => mean.Count != 2)) ? $"{means.Count} means for labels up to {labels.Max()}; give two coordinates for every class"
        : null;
}
