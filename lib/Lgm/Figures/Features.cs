using Lgm.Losses;
using Plotly.NET;

namespace Lgm.Figures;

/// <summary>A panel of <see cref="Figure.FeaturePanels"/>: features in their plane, a colour a class, its number at its mean.</summary>
/// <param name="Name">Stands above the panel, on several lines where it has <c>&lt;br&gt;</c>.</param>
/// <param name="Features"><c>[N, 2]</c>; what is not finite is left out, and of a class 2,000 points at most are drawn.</param>
/// <param name="Labels">Classes <c>[N]</c>, int64. Range: 0 to 99.</param>
public sealed record FeaturePanel(string Name, Tensor Features, Tensor Labels)
{
    /// <summary>Learned means <c>[K, 2]</c>. Default: null, which puts the numbers at the means of the points.</summary>
    public Tensor? Means { get; init; }

    /// <summary>A log-likelihood drawn below the points, which are then white. Default: null, none.</summary>
    public LikelihoodMap? Likelihood { get; init; }

    /// <summary>Features of attacked images <c>[M, 2]</c>, drawn as crosses. Default: null, none.</summary>
    public Tensor? Attacked { get; init; }

    /// <summary>The features of the same images before the attack <c>[M, 2]</c>, each joined to its cross. Default: null, no lines.</summary>
    public Tensor? AttackedFrom { get; init; }

    internal void Check()
    {
        static bool IsPlane(Tensor? points) => points is null || (points.ndim == 2 && points.shape[1] == 2);
        static string Shape(Tensor? points) => $"[{string.Join(", ", points?.shape ?? [])}]";
        using var scope = NewDisposeScope();
        var fault = !IsPlane(Features) || Features.shape[0] == 0 || Labels.ndim != 1 || Labels.dtype != ScalarType.Int64 || Labels.shape[0] != Features.shape[0]
                ? $"features {Shape(Features)} and {Labels.dtype} labels {Shape(Labels)}; give features [N, 2] and int64 labels [N], N above 0"
            : Labels.min().item<long>() < 0 || Labels.max().item<long>() > 99 ? "a label is not between 0 and 99; give class numbers"
            : !Features.isfinite().all(1).any().item<bool>() ? "no feature is finite; check the network before drawing it"
            : !IsPlane(Means) || Means?.shape[0] <= Labels.max().item<long>() ? $"means {Shape(Means)} for labels up to {Labels.max().item<long>()}; give means [K, 2], one for every class"
            : !IsPlane(Attacked) || !IsPlane(AttackedFrom) || (AttackedFrom is not null && AttackedFrom.shape[0] != Attacked?.shape[0])
                ? $"attacked features {Shape(Attacked)} from {Shape(AttackedFrom)}; give [M, 2] of both"
            : Likelihood?.Fault;
        if (fault is not null) throw new WorkbookException($"Feature panel '{Name}': {fault}.");
    }
}

/// <summary>log p(x) over a grid of the plane of two features.</summary>
/// <param name="X">Grid lines <c>[W]</c>, rising, at least two.</param>
/// <param name="Y">Grid lines <c>[H]</c>, rising, at least two.</param>
/// <param name="LogLikelihood"><c>[H][W]</c>, nats.</param>
public sealed record LikelihoodMap(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<IReadOnlyList<double>> LogLikelihood)
{
    /// <summary>Computes the map where features lie and a twentieth beyond.</summary>
    /// <param name="density">Over two features.</param>
    /// <param name="features"><c>[N, 2]</c>, of the density's type and device.</param>
    public static LikelihoodMap Of(IFeatureDensity density, Tensor features)
    {
        const int lines = 60;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var places = Figure.Plane(features);
        double[] Lines(int coordinate)
        {
            double[] values = [.. places.Select(place => place[coordinate]).Where(double.IsFinite).DefaultIfEmpty()];
            var (low, high) = (values.Min(), values.Max());
            var edge = Math.Max(high - low, 1e-3) / 20;
            return [.. Enumerable.Range(0, lines).Select(i => Figure.FourDigits(low - edge + (i * (high - low + (2 * edge)) / (lines - 1))))];
        }

        var (x, y) = (Lines(0), Lines(1));
        var grid = tensor([.. y.SelectMany(v => x.SelectMany(u => new[] { u, v }))], [lines * lines, 2]).to(features.dtype).to(features.device);
        var values = density.LogLikelihood(grid).to(float64).cpu().data<double>().ToArray();
        return new LikelihoodMap(x, y, [.. values.Select(Figure.FourDigits).Chunk(lines)]);
    }

    internal string? Fault => X.Count < 2 || Y.Count < 2 || LogLikelihood.Count != Y.Count || LogLikelihood.Any(row => row.Count != X.Count)
            ? $"{LogLikelihood.Count} rows of log-likelihoods over {Y.Count} by {X.Count} grid lines; give one value for each crossing"
        : !LogLikelihood.Any(row => row.Any(double.IsFinite)) ? "no log-likelihood is finite; check the network before drawing it"
        : null;
}

public static partial class Figure
{
    /// <summary>Draws a learned log p(x) over the plane of two features, clean features in white on it and attacked ones as crosses: the paper's figure 1, right.</summary>
    /// <param name="title">Which loss and attack.</param>
    /// <param name="head">A head that learns a density over two features.</param>
    /// <param name="features">Of clean images, <c>[N, 2]</c>.</param>
    /// <param name="labels">Their classes <c>[N]</c>, int64.</param>
    /// <param name="attacked">Of attacked images, <c>[M, 2]</c>. Default: null, none.</param>
    /// <exception cref="WorkbookException">The head learns no density over two features, or shapes do not fit.</exception>
    public static GenericChart LikelihoodPlane(string title, ClassificationHead head, Tensor features, Tensor labels, Tensor? attacked = null)
    {
        if (head is not IFeatureDensity density || head.Features != 2) throw new WorkbookException($"Figure '{title}': {head.Description} learns no density over two features; take a GaussianMixture with features: 2.");
        using var scope = NewDisposeScope();
        var panel = new FeaturePanel("", features, labels) { Means = (head as GaussianMixture)?.Means, Attacked = attacked };
        panel.Check();
        return FeaturePanels(title, panel with { Likelihood = LikelihoodMap.Of(density, attacked is null ? features : cat([features, attacked])) });
    }

    /// <summary>Draws panels row by row, three in a row: the paper's figure 1.</summary>
    /// <param name="title">Which data and network.</param>
    /// <param name="panels">Range: one to twelve.</param>
    /// <exception cref="WorkbookException">The number of panels is out of range, or one is misshapen.</exception>
    public static GenericChart FeaturePanels(string title, params FeaturePanel[] panels)
    {
        if (panels.Length is < 1 or > 12) throw new WorkbookException($"Figure '{title}': {panels.Length} panels; give 1 to 12.");
        foreach (var panel in panels) panel.Check();
        var columns = Math.Min(3, panels.Length);
        var rows = (panels.Length + columns - 1) / columns;
        var charts = panels.Select(panel => Draw(panel, scale: panels.Length == 1)).ToArray();
        if (panels.Length == 1 && panels[0].Name.Length == 0) return charts[0].Dressed(title, height: 560, left: 45, bottom: 40, legend: false);
        return Plotly.NET.CSharp.Chart
            .Grid(charts, nRows: rows, nCols: columns, SubPlotTitles: panels.Select(panel => panel.Name).ToArray(), SubPlotTitleFont: new Font().With(("size", 12)), XGap: 0.12, YGap: 0.25)
            .Dressed(title, height: 105 + ((columns == 1 ? 480 : 270) * rows), left: 45, top: 100, bottom: 40, legend: false);
    }

    internal static double[][] Plane(Tensor points)
    {
        using var scope = NewDisposeScope();
        return [.. points.detach().to(float64).cpu().contiguous().data<double>().ToArray().Chunk(2)];
    }

    private static GenericChart Draw(FeaturePanel panel, bool scale)
    {
        var (features, labels) = (Plane(panel.Features), panel.Labels.cpu().data<long>().ToArray());
        var classes = features.Zip(labels, (place, label) => (X: place[0], Y: place[1], Label: (int)label)).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))
            .GroupBy(point => point.Label).OrderBy(ofClass => ofClass.Key).ToArray();
        var traces = new List<Trace>();
        if (panel.Likelihood is { } map) traces.Add(Heatmap(map, features, scale));
        traces.AddRange(classes.Select(ofClass => Points(
            $"{ofClass.Key}", [.. ofClass.Select(p => p.X)], [.. ofClass.Select(p => p.Y)],
            panel.Likelihood is null ? Marker(Colour(ofClass.Key), 4) : Marker(White, 3, opacity: 0.6))));
        if (panel.Attacked is { } attacked)
        {
            var to = Plane(attacked);
            if (panel.AttackedFrom is { } before) traces.AddRange(Plane(before).Zip(to, (a, b) => Line("way of an attacked image", [a[0], b[0]], [a[1], b[1]], Red, width: 1.5)));
            traces.Add(Points("attacked", [.. to.Select(p => p[0])], [.. to.Select(p => p[1])], Marker(Red, 10, White, "x")));
        }

        var means = panel.Means is { } learned ? Plane(learned) : null;
        double[][] places = [.. classes.Select(ofClass => means?[ofClass.Key] ?? [ofClass.Average(p => p.X), ofClass.Average(p => p.Y)])];
        traces.Add(Numbers("class means", [.. places.Select(p => p[0])], [.. places.Select(p => p[1])], classes.Select(ofClass => $"{ofClass.Key}")));
        (double, double)? Range(IReadOnlyList<double>? lines) => lines is null ? null : (lines[0], lines[^1]);
        return Chart(traces, Axis("", range: Range(panel.Likelihood?.X)), Axis("", range: Range(panel.Likelihood?.Y)));
    }

    // Log-densities fall without end. The darkest colour is what only a hundredth of the features fall below: the valleys
    // between classes stay in sight.
    private static Trace Heatmap(LikelihoodMap map, double[][] features, bool scale)
    {
        static int Nearest(IReadOnlyList<double> lines, double value) => (int)Math.Clamp(Math.Round((value - lines[0]) / (lines[^1] - lines[0]) * (lines.Count - 1)), 0, lines.Count - 1);
        double[] seen = [.. features.Where(place => place.All(double.IsFinite)).Select(place => map.LogLikelihood[Nearest(map.Y, place[1])][Nearest(map.X, place[0])]).Where(double.IsFinite).Order()];
        var highest = map.LogLikelihood.SelectMany(row => row).Where(double.IsFinite).Max();
        var lowest = Math.Min(seen.Length > 0 ? seen[seen.Length / 100] : double.PositiveInfinity, highest - 0.1);
        return new Trace2D("heatmap").With(
            ("name", "log-likelihood"), ("x", Thinned(map.X)), ("y", Thinned(map.Y)), ("colorscale", "Cividis"), ("showscale", scale),
            ("z", map.LogLikelihood.Select(row => Thinned([.. row.Select(value => value > lowest ? value : lowest)])).ToArray()),
            ("colorbar", Part(("thickness", 18), ("title", Part(("text", "log p(x), nats<br>(darkest: below<br>99 % of points)"))))));
    }
}
