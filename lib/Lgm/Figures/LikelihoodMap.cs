using Lgm.Losses;
using Plotly.NET;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Figures;

/// <summary>log p(x) over a grid of the plane of two features.</summary>
/// <param name="X">Grid lines <c>[W]</c>, rising, at least two.</param>
/// <param name="Y">Grid lines <c>[H]</c>, rising, at least two.</param>
/// <param name="LogLikelihood"><c>[H][W]</c>, nats.</param>
public sealed record LikelihoodMap(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<IReadOnlyList<double>> LogLikelihood)
{
    /// <summary>Computes the map where features lie and a twentieth beyond.</summary>
    /// <param name="density">Over two features.</param>
    /// <param name="features"><c>[N, 2]</c>, of the density's type and device.</param>
    /// <param name="lines">W = H. Range: 2 and above. Default: 60.</param>
    public static LikelihoodMap Of(IFeatureDensity density, Tensor features, int lines = 60)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var places = Figure.Plane(features);
        double[] Lines(int coordinate)
        {
            double[] values = [.. places.Select(place => place[coordinate]).Where(double.IsFinite).DefaultIfEmpty()];
            var (low, high) = (values.Min(), values.Max());
            var edge = Math.Max(high - low, 1e-3) / 20;
            return [.. Enumerable.Range(0, lines).Select(i => Figure.FiveDigits(low - edge + (i * (high - low + (2 * edge)) / (lines - 1))))];
        }

        var (x, y) = (Lines(0), Lines(1));
        var grid = tensor([.. y.SelectMany(v => x.SelectMany(u => new[] { u, v }))], [lines * lines, 2]).to(features.dtype).to(features.device);
        var values = density.LogLikelihood(grid).to(float64).cpu().data<double>().ToArray();
        return new LikelihoodMap(x, y, [.. values.Select(Figure.FiveDigits).Chunk(lines)]);
    }

    internal string? Fault => X.Count < 2 || Y.Count < 2 || LogLikelihood.Count != Y.Count || LogLikelihood.Any(row => row.Count != X.Count)
            ? $"{LogLikelihood.Count} rows of log-likelihoods over {Y.Count} by {X.Count} grid lines; give one value for each crossing"
        : !LogLikelihood.Any(row => row.Any(double.IsFinite)) ? "no log-likelihood is finite; check the network before drawing it"
        : null;
}

public static partial class Figure
{
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
