using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>
/// A learned log-likelihood over the plane of two features, dark where it is low: the classes' numbers in white circles at
/// their means, those of attacked images in orange ones where they landed, a line from their clean places.
/// </summary>
public sealed class LikelihoodPanel : PlanePanel
{
    // Log-densities fall without end; e^-20 of the greatest is as dark as it gets.
    private const double Depth = 20;

    /// <summary>Checks and keeps a panel.</summary>
    /// <param name="name">Stands above the panel.</param>
    /// <param name="density">Over the whole panel; at least one finite value.</param>
    /// <param name="means">A learned mean (x, y) a class, from class 0 on.</param>
    /// <param name="moves">Attacked images; may be none.</param>
    /// <exception cref="WorkbookException">A mean has not two coordinates, or no value is finite.</exception>
    public LikelihoodPanel(string name, FeatureDensity density, IReadOnlyList<IReadOnlyList<double>> means, IReadOnlyList<FeatureMove> moves) : base(name)
    {
        if (means.Any(mean => mean.Count != 2) || !density.LogDensity.Any(row => row.Any(double.IsFinite)))
        {
            throw new WorkbookException($"Panel '{name}': give two coordinates for every mean, and a density with a finite value.");
        }

        (Density, Means, Moves) = (density, means, moves);
    }

    public FeatureDensity Density { get; }

    /// <summary><c>[K][2]</c></summary>
    public IReadOnlyList<IReadOnlyList<double>> Means { get; }

    public IReadOnlyList<FeatureMove> Moves { get; }

    /// <inheritdoc/>
    internal override GenericChart Draw(bool alone)
    {
        GenericChart[] charts =
        [
            Map(alone),
            .. Moves.Select(Way),
            Circles("class means", Means.Select(mean => mean[0]), Means.Select(mean => mean[1]), Means.Select((_, k) => k.ToString(CultureInfo.InvariantCulture)), Palette.Paper),
            Circles("attacked", Moves.Select(move => move.ToX), Moves.Select(move => move.ToY), Moves.Select(move => move.Label), Palette.Series(4)),
        ];
        return Chart.Combine(charts)
            .WithXAxis(FigureStyle.Numbers(string.Empty, range: (Density.X[0], Density.X[^1])))
            .WithYAxis(FigureStyle.Numbers(string.Empty, range: (Density.Y[0], Density.Y[^1])));
    }

    private GenericChart Map(bool scale)
    {
        var darkest = Density.LogDensity.SelectMany(row => row).Where(double.IsFinite).Max() - Depth;
        return Chart.Heatmap<double, double, double, string>(
            zData: Density.LogDensity.Select(row => Digits.Of(row.Select(value => Math.Max(double.IsNaN(value) ? darkest : value, darkest)))).ToArray(),
            Name: "log-likelihood",
            X: Digits.Of(Density.X),
            Y: Digits.Of(Density.Y),
            ColorBar: ColorBar.init<double, string>(Thickness: 18, Title: Title.init(Text: "log p(x), nats<br>(darkest: that<br>or less)")),
            ColorScale: StyleParam.Colorscale.Cividis,
            ShowScale: scale,
            UseDefaults: false);
    }

    private static GenericChart Way(FeatureMove move) => Chart.Line<double, double, string>(
        x: Digits.Of([move.FromX, move.ToX]),
        y: Digits.Of([move.FromY, move.ToY]),
        Name: $"way of {move.Label}",
        LineColor: Palette.Paper,
        LineWidth: 1.5,
        UseDefaults: false);

    private static GenericChart Circles(string name, IEnumerable<double> x, IEnumerable<double> y, IEnumerable<string> numbers, Color color) => Chart.Point<double, double, string>(
        x: Digits.Of(x),
        y: Digits.Of(y),
        Name: name,
        MultiText: numbers.Select(number => $"<b>{number}</b>").ToArray(),
        TextPosition: StyleParam.TextPosition.MiddleCenter,
        Marker: Marker.init(Color: color, Outline: Line.init(Color: Palette.Ink, Width: 1), Size: 17),
        UseDefaults: false);
}
