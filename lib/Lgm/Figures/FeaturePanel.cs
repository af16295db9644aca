using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>Two-dimensional features with their classes: a colour a class, its number at its mean.</summary>
public sealed class FeaturePanel : PlanePanel
{
    /// <summary>Checks and keeps a panel.</summary>
    /// <param name="name">Stands above the panel: usually the loss.</param>
    /// <param name="x">First coordinates <c>[N]</c>, N &gt;= 1.</param>
    /// <param name="y">Second coordinates <c>[N]</c>.</param>
    /// <param name="labels">Classes <c>[N]</c>, from 0 to 99.</param>
    /// <param name="density">The model's log-density behind the points, or null.</param>
    /// <param name="means">A learned mean (x, y) a class, from class 0 on; null puts the numbers at the means of the points.</param>
    /// <exception cref="WorkbookException">Lengths differ, or a label is out of range.</exception>
    public FeaturePanel(
        string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> labels, FeatureDensity? density = null, IReadOnlyList<IReadOnlyList<double>>? means = null)
        : base(name)
    {
        if (x.Count == 0 || x.Count != y.Count || x.Count != labels.Count)
        {
            throw new WorkbookException($"Panel '{name}': {x.Count} x, {y.Count} y and {labels.Count} labels; give as many of each, at least one.");
        }

        if (labels.Any(label => label is < 0 or > 99))
        {
            throw new WorkbookException($"Panel '{name}': a label is not between 0 and 99.");
        }

        if (means is not null && (means.Count <= labels.Max() || means.Any(mean => mean.Count != 2)))
        {
            throw new WorkbookException($"Panel '{name}': {means.Count} means for labels up to {labels.Max()}; give two coordinates for every class.");
        }

        (X, Y, Labels, Density, Means) = (x, y, labels, density, means);
    }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> X { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<int> Labels { get; }

    public FeatureDensity? Density { get; }

    /// <summary><c>[K][2]</c>, or null.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Means { get; }

    /// <inheritdoc/>
    internal override GenericChart Draw(bool alone)
    {
        var points = Enumerable.Range(0, X.Count)
            .Where(i => double.IsFinite(X[i]) && double.IsFinite(Y[i]))
            .GroupBy(i => Labels[i])
            .OrderBy(ofClass => ofClass.Key)
            .ToArray();
        var charts = new List<GenericChart>();
        if (Density is { } density)
        {
            charts.Add(Contours(density));
        }

        charts.AddRange(points.Select(ofClass => Chart.Point<double, double, string>(
            x: Digits.Of(ofClass.Select(i => X[i])),
            y: Digits.Of(ofClass.Select(i => Y[i])),
            Name: ofClass.Key.ToString(CultureInfo.InvariantCulture),
            Opacity: 0.6,
            Marker: Marker.init(Color: Palette.Class(ofClass.Key), Size: 4),
            UseDefaults: false)));
        charts.Add(Numbers(points));
        return Chart.Combine(charts)
            .WithXAxis(FigureStyle.Numbers(string.Empty))
            .WithYAxis(FigureStyle.Numbers(string.Empty));
    }

    private GenericChart Numbers(IGrouping<int, int>[] points) => Chart.Point<double, double, string>(
        x: Digits.Of(points.Select(ofClass => Means is null ? ofClass.Average(i => X[i]) : Means[ofClass.Key][0])),
        y: Digits.Of(points.Select(ofClass => Means is null ? ofClass.Average(i => Y[i]) : Means[ofClass.Key][1])),
        Name: "class means",
        MultiText: points.Select(ofClass => $"<b>{ofClass.Key}</b>").ToArray(),
        TextPosition: StyleParam.TextPosition.MiddleCenter,
        Marker: Marker.init(Color: Palette.Paper, Outline: Line.init(Color: Palette.Ink, Width: 1), Size: 17),
        UseDefaults: false);

    private static GenericChart Contours(FeatureDensity density) => Chart.Contour<double, double, double, string>(
        zData: density.LogDensity.Select(row => Digits.Of(row.Select(value => double.IsFinite(value) ? value : double.NaN))).ToArray(),
        Name: "log-density",
        Opacity: 0.5,
        X: Digits.Of(density.X),
        Y: Digits.Of(density.Y),
        ColorScale: StyleParam.Colorscale.Greys,
        ShowScale: false,
        ReverseScale: true,
        ContoursColoring: StyleParam.ContourColoring.Fill,
        UseDefaults: false);
}
