using Plotly.NET;

namespace Lgm.Figures;

/// <summary>A bar of <see cref="Figure.Bars"/>: a measured share, its interval, and the paper's number. Range of each: [0, 1].</summary>
/// <param name="Name">The bar's label.</param>
/// <param name="Value">The share.</param>
/// <param name="Low">The interval's lower end, at most the value. Default: null, no interval.</param>
/// <param name="High">The interval's upper end, at least the value. Default: null, no interval.</param>
/// <param name="Paper">What the paper reports. Default: null, not known.</param>
public sealed record Bar(string Name, double Value, double? Low = null, double? High = null, double? Paper = null)
{
    internal bool IsInRange => (Low ?? Value) >= 0 && (Low ?? Value) <= Value && Value <= (High ?? Value) && (High ?? Value) <= 1 && Paper is null or >= 0 and <= 1;
}

public static partial class Figure
{
    /// <summary>Draws shares such as equal error rates as bars with their intervals, from top to bottom; a diamond marks what the paper reports.</summary>
    /// <param name="title">What was measured, on what.</param>
    /// <param name="label">What the share and its interval are.</param>
    /// <param name="bars">One or more, with different names, such as <c>new Bar("L-GM", 0.023, 0.02, 0.026, Paper: 0.031)</c>.</param>
    /// <exception cref="WorkbookException">There is no bar, two have one name, or a number is out of its range.</exception>
    public static GenericChart Bars(string title, string label, params Bar[] bars)
    {
        if (bars.Length == 0 || bars.DistinctBy(bar => bar.Name).Count() != bars.Length)
            throw new WorkbookException($"Figure '{title}': {bars.Length} bars; give at least one, each with a name of its own.");
        if (bars.FirstOrDefault(bar => !bar.IsInRange) is { } bad)
            throw new WorkbookException(FormattableString.Invariant($"Bar '{bad.Name}': {bad.Value} in [{bad.Low}, {bad.High}], paper {bad.Paper}; give shares between 0 and 1, low <= value <= high."));
        // plotly puts the first category at the bottom.
        var upwards = bars.Reverse().ToArray();
        var reported = upwards.Where(bar => bar.Paper is not null).ToArray();
        static string[] Labels(IEnumerable<Bar> bars) => [.. bars.Select(bar => $"{bar.Name}  <b>{Percent(bar.Value)}</b> ")];
        var ours = new Trace2D("bar").With(
            ("orientation", "h"), ("name", "ours"), ("x", Thinned([.. upwards.Select(bar => bar.Value)])), ("y", Labels(upwards)), ("marker", Filling(0)),
            ("error_x", Part(
                ("visible", bars.Any(bar => bar.Low is not null || bar.High is not null)), ("symmetric", false),
                ("array", Thinned([.. upwards.Select(bar => (bar.High ?? bar.Value) - bar.Value)])), ("arrayminus", Thinned([.. upwards.Select(bar => bar.Value - (bar.Low ?? bar.Value))])),
                ("color", Ink), ("thickness", 2), ("width", 6))));
        var paper = new Trace2D("scatter").With(
            ("mode", "markers"), ("name", "paper"), ("x", Thinned([.. reported.Select(bar => bar.Paper!.Value)])), ("y", Labels(reported)), ("marker", Marker(Colour(1), 12, White, "diamond")));
        var reach = bars.Max(bar => Math.Max(bar.High ?? bar.Value, bar.Paper ?? 0));
        return Chart(reported.Length > 0 ? [ours, paper] : [ours], Axis(label, ".0%", (0, Math.Max(0.01, 1.05 * reach))), Axis("", type: "category").With(("showgrid", false), ("automargin", true)))
            .Dressed(title, height: 190 + (46 * bars.Length), left: 210, bottom: 105).With(("bargap", 0.4));
    }

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
