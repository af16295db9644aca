using System.Globalization;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>One named curve of a <see cref="RocFigure"/>.</summary>
/// <param name="Name">The legend's entry.</param>
/// <param name="FalsePositiveRate">Shares <c>[P]</c>, rising, P &gt;= 2. Range: [0, 1].</param>
/// <param name="TruePositiveRate">Shares <c>[P]</c>, rising. Range: [0, 1].</param>
/// <param name="EqualErrorRate">The share where the false positive rate equals the miss rate. Range: [0, 1].</param>
/// <exception cref="WorkbookException">Lengths differ, or a value is not a share, or the rates fall.</exception>
public sealed record RocSeries(string Name, IReadOnlyList<double> FalsePositiveRate, IReadOnlyList<double> TruePositiveRate, double EqualErrorRate)
{
    /// <summary>A share.</summary>
    public double EqualErrorRate { get; } = Fault(FalsePositiveRate, TruePositiveRate, EqualErrorRate) is { } fault
        ? throw new WorkbookException($"ROC curve '{Name}': {fault}.")
        : EqualErrorRate;

    private static string? Fault(IReadOnlyList<double> falsePositive, IReadOnlyList<double> truePositive, double equalError) =>
        falsePositive.Count != truePositive.Count || falsePositive.Count < 2
            ? $"{falsePositive.Count} false positive rates and {truePositive.Count} true positive rates; give two or more of both, as many of one as of the other"
        : !IsRising(falsePositive) ? "the false positive rates do not rise between 0 and 1"
        : !IsRising(truePositive) ? "the true positive rates do not rise between 0 and 1"
        : equalError is >= 0 and <= 1 ? null : $"the equal error rate {equalError} is not a share between 0 and 1";

    private static bool IsRising(IReadOnlyList<double> rates) =>
        rates.All(rate => rate is >= 0 and <= 1) && rates.Zip(rates.Skip(1)).All(pair => pair.First <= pair.Second);
}

/// <summary>
/// ROC curves over a logarithmic false positive rate, where detectors that look alike on a linear axis come apart. Each
/// curve's equal error rate is marked where it meets the line "false positives = misses", and stands in the legend.
/// </summary>
public static class RocFigure
{
    // A column a pixel of the plot area: more points would not show.
    private const int Columns = 700;

    /// <summary>Draws the curves, in the order given.</summary>
    /// <param name="title">What was detected, on what, under which protocol.</param>
    /// <param name="curves">One or more.</param>
    /// <param name="xLabel">What a false positive is; percent.</param>
    /// <param name="yLabel">What a true positive is; percent.</param>
    /// <exception cref="WorkbookException">There is no curve.</exception>
    public static GenericChart Create(
        string title,
        IReadOnlyList<RocSeries> curves,
        string xLabel = "clean images flagged: false positive rate (log scale)",
        string yLabel = "attacked images found: true positive rate")
    {
        if (curves.Count == 0) throw new WorkbookException($"Figure '{title}': give at least one ROC curve.");
        var lowest = LowestDecade(curves);
        var shares = Enumerable.Range(0, 101).Select(i => Math.Pow(lowest, 1 - (i / 100.0))).ToArray();
        GenericChart[] charts =
        [
            .. curves.Select((curve, i) => Curve(curve, i, lowest)),
            Reference("false positives = misses", shares, [.. shares.Select(share => 1 - share)], StyleParam.DrawingStyle.Dash),
            Reference("chance", shares, shares, StyleParam.DrawingStyle.Dot),
            .. curves.Select((curve, i) => EqualErrorMark(curve, i, lowest)),
        ];
        return Chart.Combine(charts)
            .Dressed(title)
            .WithLayout(("xaxis", FigureStyle.LogShares(xLabel, lowest)), ("yaxis", FigureStyle.Numbers(yLabel, ".0%", (0, 1.02))));
    }

    private static GenericChart Curve(RocSeries curve, int index, double lowest)
    {
        var (x, y) = Visible(curve, lowest);
        return Traces.Line($"{curve.Name} (EER {Percent(curve.EqualErrorRate)})", x, y, Palette.Series(index), dash: Palette.Dash(index));
    }

    private static GenericChart EqualErrorMark(RocSeries curve, int index, double lowest) => Traces.Points(
        $"{curve.Name}: equal error rate",
        [Math.Max(curve.EqualErrorRate, lowest)],
        [1 - curve.EqualErrorRate],
        Traces.Marker(Palette.Series(index), 12, Palette.Paper, 1.5),
        inLegend: false);

    private static GenericChart Reference(string name, double[] x, double[] y, StyleParam.DrawingStyle dash) =>
        Traces.Line(name, x, y, Palette.Reference, 1.5, dash);

    // The decade of the finest false positive rate that any curve resolves: one sample of a set has no decade below it.
    private static double LowestDecade(IReadOnlyList<RocSeries> curves)
    {
        var finest = curves.SelectMany(curve => curve.FalsePositiveRate).Where(rate => rate > 0).DefaultIfEmpty(0.01).Min();
        return Math.Pow(10, Math.Clamp(Math.Floor(Math.Log10(finest) + 1e-9), -6, -2));
    }

    // Zero has no place on a log axis: what is found without a false positive enters at the left edge. Within a pixel
    // column the first and the last point are kept, so that steps stay steps.
    private static (double[] X, double[] Y) Visible(RocSeries curve, double lowest)
    {
        var points = curve.FalsePositiveRate.Zip(curve.TruePositiveRate, (x, y) => (X: Math.Max(x, lowest), Y: y));
        var kept = points
            .GroupBy(point => (int)(Columns * (1 - (Math.Log10(point.X) / Math.Log10(lowest)))))
            .OrderBy(column => column.Key)
            .SelectMany(column => column.Key == 0 ? [column.Last()] : new[] { column.First(), column.Last() }.Distinct())
            .ToArray();
        return ([.. kept.Select(point => point.X)], [.. kept.Select(point => point.Y)]);
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
