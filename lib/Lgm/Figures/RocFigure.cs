using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

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
    public static Figure Create(
        string title,
        IReadOnlyList<RocSeries> curves,
        string xLabel = "clean images flagged: false positive rate (log scale)",
        string yLabel = "attacked images found: true positive rate")
    {
        if (curves.Count == 0)
        {
            throw new WorkbookException($"Figure '{title}': give at least one ROC curve.");
        }

        var lowest = LowestDecade(curves);
        var shares = Enumerable.Range(0, 101).Select(i => Digits.Of(Math.Pow(lowest, 1 - (i / 100.0)))).ToArray();
        GenericChart[] charts =
        [
            .. curves.Select((curve, i) => Curve(curve, i, lowest)),
            Reference("false positives = misses", shares, Digits.Of(shares.Select(share => 1 - share)), StyleParam.DrawingStyle.Dash),
            Reference("chance", shares, shares, StyleParam.DrawingStyle.Dot),
            .. curves.Select((curve, i) => EqualErrorMark(curve, i, lowest)),
        ];
        var chart = Chart.Combine(charts)
            .Dressed(title)
            .WithXAxis(FigureStyle.LogShares(xLabel, lowest))
            .WithYAxis(FigureStyle.Numbers(yLabel, ".0%", (0, 1.02)));
        return new Figure(title, chart);
    }

    private static GenericChart Curve(RocSeries curve, int index, double lowest)
    {
        var (x, y) = Visible(curve, lowest);
        return Chart.Line<double, double, string>(
            x: x,
            y: y,
            Name: $"{curve.Name} (EER {Percent(curve.EqualErrorRate)})",
            LineColor: Palette.Series(index),
            LineWidth: 2.5,
            LineDash: Palette.Dash(index),
            UseDefaults: false);
    }

    private static GenericChart EqualErrorMark(RocSeries curve, int index, double lowest) => Chart.Point<double, double, string>(
        x: new[] { Digits.Of(Math.Max(curve.EqualErrorRate, lowest)) },
        y: new[] { Digits.Of(1 - curve.EqualErrorRate) },
        Name: $"{curve.Name}: equal error rate",
        ShowLegend: false,
        Marker: Marker.init(Color: Palette.Series(index), Outline: Line.init(Color: Palette.Paper, Width: 1.5), Size: 12),
        UseDefaults: false);

    private static GenericChart Reference(string name, double[] x, double[] y, StyleParam.DrawingStyle dash) => Chart.Line<double, double, string>(
        x: x,
        y: y,
        Name: name,
        LineColor: Palette.Reference,
        LineWidth: 1.5,
        LineDash: dash,
        UseDefaults: false);

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
        return (Digits.Of(kept.Select(point => point.X)), Digits.Of(kept.Select(point => point.Y)));
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
