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
    /// <param name="lines">W = H. Range: 2 and above. Default: 100.</param>
    public static LikelihoodMap Of(IFeatureDensity density, Tensor features, int lines = 100)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var places = Figure.Plane(features);
        double[] Lines(IEnumerable<double> values)
        {
            double[] finite = [.. values.Where(double.IsFinite).DefaultIfEmpty()];
            var edge = Math.Max(finite.Max() - finite.Min(), 1e-3) / 20;
            return [.. Enumerable.Range(0, lines).Select(i => Figure.FiveDigits(finite.Min() - edge + (i * (finite.Max() - finite.Min() + (2 * edge)) / (lines - 1))))];
        }

        var (x, y) = (Lines(places.Select(place => place[0])), Lines(places.Select(place => place[1])));
        var grid = tensor([.. y.SelectMany(v => x.SelectMany(u => new[] { u, v }))], [lines * lines, 2]).to(features.dtype).to(features.device);
        var values = density.LogLikelihood(grid).to(float64).cpu().data<double>().ToArray();
        return new LikelihoodMap(x, y, [.. values.Select(Figure.FiveDigits).Chunk(lines)]);
    }

    internal string? Fault =>
        X.Count < 2 || Y.Count < 2 || LogLikelihood.Count != Y.Count || LogLikelihood.Any(row => row.Count != X.Count)
            ? $"{LogLikelihood.Count} rows of log-likelihoods over {Y.Count} by {X.Count} grid lines; give one value for each crossing"
        : !LogLikelihood.Any(row => row.Any(double.IsFinite)) ? "no log-likelihood is finite; check the network before drawing it"
        : null;

    // Log-densities fall without end. The darkest colour is what only a hundredth of the features fall below: the valleys
    // between classes stay in sight.
    internal Trace Draw(double[][] features, bool scale)
    {
        static int Nearest(IReadOnlyList<double> lines, double value) => (int)Math.Clamp(Math.Round((value - lines[0]) / (lines[^1] - lines[0]) * (lines.Count - 1)), 0, lines.Count - 1);
        double[] seen = [.. features.Select(place => LogLikelihood[Nearest(Y, place[1])][Nearest(X, place[0])]).Where(double.IsFinite).Order()];
        var highest = LogLikelihood.SelectMany(row => row).Where(double.IsFinite).Max();
        var lowest = Math.Min(seen.Length > 0 ? seen[seen.Length / 100] : double.PositiveInfinity, highest - 0.1);
        return Figure.Heatmap("log-likelihood", X, Y, [.. LogLikelihood.Select(row => row.Select(value => value > lowest ? value : lowest).ToArray())], scale);
    }
}
