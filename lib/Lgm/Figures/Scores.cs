using Plotly.NET;

namespace Lgm.Figures;

public static partial class Figure
{
    /// <summary>Draws histograms of a detector's scores over common bins, each as shares of its own sample: the less they overlap, the better.</summary>
    /// <param name="title">Which network, detector and attack.</param>
    /// <param name="samples">
    /// One or more, the clean one first: a name and scores <c>[N]</c>, larger being more abnormal. NaN is left out and counted in the legend.
    /// </param>
    /// <remarks>
    /// The bins span the middle 99 % of every sample, but no more than four times the clean sample's spread on either side of it.
    /// The end bins hold what lies beyond, and the axis says so.
    /// </remarks>
    /// <exception cref="WorkbookException">There is no sample, or one has no finite score.</exception>
    public static GenericChart Scores(string title, params (string Name, IReadOnlyList<double> Scores)[] samples)
    {
        const int bins = 60;
        if (samples.Length == 0) throw new WorkbookException($"Figure '{title}': give at least one sample of scores.");
        foreach (var (name, scores) in samples)
            if (!scores.Any(double.IsFinite)) throw new WorkbookException($"Figure '{title}': none of the {scores.Count} scores of '{name}' is finite; check the detector before drawing it.");
        var (start, end) = Reach([.. samples.Select(sample => sample.Scores)]);
        var width = (end - start) / bins;
        // Four digits lose a small spread around a large mean: a thousandth of a bin does not.
        double[] centres = [.. Enumerable.Range(0, bins).Select(i => Math.Round(start + ((i + 0.5) * width), Math.Clamp(3 - (int)Math.Floor(Math.Log10(width)), 0, 15)))];
        var bars = samples.Select((sample, i) =>
        {
            double[] numbers = [.. sample.Scores.Where(score => !double.IsNaN(score))], shares = new double[bins];
            foreach (var score in numbers) shares[(int)Math.Clamp(Math.Floor((score - start) / width), 0, bins - 1)] += 1.0 / numbers.Length;
            var left = sample.Scores.Count - numbers.Length;
            return new Trace2D("bar").With(
                ("name", FormattableString.Invariant($"{sample.Name} (n = {numbers.Length:N0}{(left == 0 ? "" : $", {left:N0} more are not a number")})")),
                ("x", centres), ("y", Thinned(shares)), ("marker", Filling(i)));
        });
        var beyond = samples.Any(sample => sample.Scores.Any(score => score < start || score > end)) ? "; the end bins hold all beyond" : "";
        return Chart(bars, Axis("score, larger is more abnormal" + beyond, range: (start - width, end + width)), Axis("share of the sample in a bin", ".0%"))
            .Dressed(title)
            .With(("bargap", 0.0), ("barmode", "overlay"));
    }

    private static (double Start, double End) Reach(IReadOnlyList<double>[] samples)
    {
        static (double Low, double High) Middle(IEnumerable<double> scores)
        {
            var sorted = scores.Where(double.IsFinite).Order().ToArray();
            var tail = (int)(0.005 * (sorted.Length - 1));
            return (sorted[tail], sorted[^(1 + tail)]);
        }

        var middles = samples.Select(Middle).ToArray();
        var (low, high) = middles[0];
        var (start, end, spread) = (middles.Min(m => m.Low), middles.Max(m => m.High), 4 * (high - low));
        if (spread > 0) (start, end) = (Math.Max(start, low - spread), Math.Min(end, high + spread));
        return start < end ? (start, end) : (start - 0.5, start + 0.5);
    }
}
