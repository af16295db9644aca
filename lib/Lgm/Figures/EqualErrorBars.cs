using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>Equal error rates as bars with their intervals; a diamond marks what the paper reports.</summary>
public static class EqualErrorBars
{
    /// <summary>Draws the bars from top to bottom in the order given.</summary>
    /// <param name="title">What was detected, on what.</param>
    /// <param name="bars">One or more, with different names.</param>
    /// <param name="valueLabel">What the share and its interval are.</param>
    /// <exception cref="WorkbookException">There is no bar, or two have one name.</exception>
    public static Figure Create(
        string title,
        IReadOnlyList<IntervalBar> bars,
        string valueLabel = "equal error rate, with its 95 % bootstrap interval (smaller is better)")
    {
        if (bars.Count == 0 || bars.DistinctBy(bar => bar.Name).Count() != bars.Count)
        {
            throw new WorkbookException($"Figure '{title}': {bars.Count} bars; give at least one, each with a name of its own.");
        }

        // plotly puts the first category at the bottom.
        var upwards = bars.Reverse().ToArray();
        var charts = new List<GenericChart> { Measured(upwards) };
        var reported = upwards.Where(bar => bar.Reported is not null).ToArray();
        if (reported.Length > 0)
        {
            charts.Add(Reported(reported));
        }

        var reach = bars.Max(bar => Math.Max(bar.High, bar.Reported ?? 0));
        var chart = Chart.Combine(charts)
            .Dressed(title, height: 190 + (46 * bars.Count), left: Room(bars), bottom: 105)
            .WithLayout(Layout.init<string>(BarGap: 0.4))
            .WithXAxis(FigureStyle.Numbers(valueLabel, ".0%", (0, Math.Max(0.01, 1.05 * reach))))
            .WithYAxis(FigureStyle.Names(string.Empty));
        return new Figure(title, chart);
    }

    private static GenericChart Measured(IntervalBar[] bars) => Chart
        .Bar<double, string, string>(
            values: Digits.Of(bars.Select(bar => bar.Value)),
            Keys: bars.Select(Label).ToArray(),
            Name: "ours",
            MarkerColor: Palette.Series(5),
            UseDefaults: false)
        .WithXError(Error.init<double, double>(
            Symmetric: false,
            Array: Digits.Of(bars.Select(bar => bar.High - bar.Value)),
            Arrayminus: Digits.Of(bars.Select(bar => bar.Value - bar.Low)),
            Color: Palette.Ink,
            Thickness: 2,
            Width: 6));

    private static GenericChart Reported(IntervalBar[] bars) => Chart.Point<double, string, string>(
        x: Digits.Of(bars.Select(bar => bar.Reported!.Value)),
        y: bars.Select(Label).ToArray(),
        Name: "paper",
        Marker: Marker.init(
            Color: Palette.Series(4),
            Outline: Line.init(Color: Palette.Ink, Width: 1.5),
            Size: 11,
            Symbol: StyleParam.MarkerSymbol.Diamond),
        UseDefaults: false);

    // Of the longest label, at about six pixels a letter; what is wider than half the figure is cut off.
    private static int Room(IEnumerable<IntervalBar> bars) => Math.Clamp(60 + (6 * bars.Max(bar => bar.Name.Length)), 210, 400);

    private static string Label(IntervalBar bar) => $"{bar.Name}  <b>{(100 * bar.Value).ToString("0.0", CultureInfo.InvariantCulture)} %</b> ";
}
