using System.Globalization;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>A log-density over a grid of the feature plane.</summary>
/// <param name="X">Grid lines <c>[W]</c>, rising.</param>
/// <param name="Y">Grid lines <c>[H]</c>, rising.</param>
/// <param name="LogDensity"><c>[H][W]</c>, nats; NaN and -infinity are drawn as dark as it gets.</param>
/// <exception cref="WorkbookException">The shapes do not fit.</exception>
public sealed record FeatureDensity(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<IReadOnlyList<double>> LogDensity)
{
    /// <summary><c>[H][W]</c>, nats.</summary>
    public IReadOnlyList<IReadOnlyList<double>> LogDensity { get; } = LogDensity.Count == Y.Count && LogDensity.All(row => row.Count == X.Count)
        ? LogDensity
        : throw new WorkbookException($"Density: {LogDensity.Count} rows over a grid of {Y.Count} rows and {X.Count} columns; give one value for each grid point.");
}

/// <summary>Where an image lay in the plane of two features, and where an attack took it.</summary>
/// <param name="FromX">Clean, first feature.</param>
/// <param name="FromY">Clean, second feature.</param>
/// <param name="ToX">Attacked, first feature.</param>
/// <param name="ToY">Attacked, second feature.</param>
/// <param name="Label">Stands where it landed: usually its true class, a character or two.</param>
public sealed record FeatureMove(double FromX, double FromY, double ToX, double ToY, string Label);

/// <summary>
/// A learned log-likelihood over the plane of two features, dark where it is low: the classes' numbers in white circles at
/// their means, those of attacked images in orange ones where they landed, a line from their clean places.
/// </summary>
/// <param name="Name">Stands above the panel.</param>
/// <param name="Density">Over the whole panel; at least one finite value.</param>
/// <param name="Means">A learned mean (x, y) a class, from class 0 on: <c>[K][2]</c>.</param>
/// <param name="Moves">Attacked images; may be none.</param>
/// <exception cref="WorkbookException">A mean has not two coordinates, or no value is finite.</exception>
public sealed record LikelihoodPanel(string Name, FeatureDensity Density, IReadOnlyList<IReadOnlyList<double>> Means, IReadOnlyList<FeatureMove> Moves) : PlanePanel(Name)
{
    // Log-densities fall without end; e^-20 of the greatest is as dark as it gets.
    private const double Depth = 20;

    /// <summary><c>[K][2]</c></summary>
    public IReadOnlyList<IReadOnlyList<double>> Means { get; } = Means.All(mean => mean.Count == 2) && Density.LogDensity.Any(row => row.Any(double.IsFinite))
        ? Means
        : throw new WorkbookException($"Panel '{Name}': give two coordinates for every mean, and a density with a finite value.");

    /// <inheritdoc/>
    internal override GenericChart Draw(bool alone)
    {
        GenericChart[] charts =
        [
            Map(alone),
            .. Moves.Select(move => Traces.Line($"way of {move.Label}", [move.FromX, move.ToX], [move.FromY, move.ToY], Palette.Paper, 1.5)),
            Traces.Circles("class means", Means.Select(mean => mean[0]), Means.Select(mean => mean[1]), Means.Select((_, k) => k.ToString(CultureInfo.InvariantCulture)), Palette.Paper),
            Traces.Circles("attacked", Moves.Select(move => move.ToX), Moves.Select(move => move.ToY), Moves.Select(move => move.Label), Palette.Series(4)),
        ];
        return Chart.Combine(charts).WithLayout(
            ("xaxis", FigureStyle.Numbers(string.Empty, range: (Density.X[0], Density.X[^1]))),
            ("yaxis", FigureStyle.Numbers(string.Empty, range: (Density.Y[0], Density.Y[^1]))));
    }

    private GenericChart Map(bool scale)
    {
        var darkest = Density.LogDensity.SelectMany(row => row).Where(double.IsFinite).Max() - Depth;
        return Chart.Heatmap<double, double, double, string>(
            zData: Digits.Of(Density.LogDensity.Select(row => row.Select(value => Math.Max(double.IsNaN(value) ? darkest : value, darkest)))),
            Name: "log-likelihood",
            X: Digits.Of(Density.X),
            Y: Digits.Of(Density.Y),
            ColorBar: new ColorBar().With(("thickness", 18), ("title", new Title().With(("text", "log p(x), nats<br>(darkest: that<br>or less)")))),
            ColorScale: StyleParam.Colorscale.Cividis,
            ShowScale: scale,
            UseDefaults: false);
    }
}
