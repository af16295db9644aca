using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>One measured share with its interval, and what the paper reports for it where that is known.</summary>
/// <param name="Name">The bar's label.</param>
/// <param name="Value">A share. Range: [0, 1].</param>
/// <param name="Low">The interval's lower end. Range: [0, Value].</param>
/// <param name="High">The interval's upper end. Range: [Value, 1].</param>
/// <param name="Reported">The paper's number as a share. Range: [0, 1]. Default: null, where it is not known.</param>
/// <exception cref="WorkbookException">A number is out of its range.</exception>
public sealed record IntervalBar(string Name, double Value, double Low, double High, double? Reported = null)
{
    /// <summary>A share.</summary>
    public double Value { get; } = 0 <= Low && Low <= Value && Value <= High && High <= 1 && Reported is null or >= 0 and <= 1
        ? Value
        : throw new WorkbookException(
            FormattableString.Invariant($"Bar '{Name}': {Value} in [{Low}, {High}], reported {Reported}; give shares between 0 and 1, low <= value <= high."));
}

/// <summary>Equal error rates as bars with their intervals; a diamond marks what the paper reports.</summary>
public static class EqualErrorBars
{
    /// <summary>Draws the bars from top to bottom in the order given.</summary>
    /// <param name="title">What was detected, on what.</param>
    /// <param name="bars">One or more, with different names.</param>
    /// <param name="valueLabel">What the share and its interval are. Default: the equal error rate with its bootstrap interval.</param>
    /// <exception cref="WorkbookException">There is no bar, or two have one name.</exception>
    public static GenericChart Create(
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
        return Chart.Combine(charts)
            .Dressed(title, height: 190 + (46 * bars.Count), left: 210, bottom: 105)
            .WithLayout(
                ("bargap", 0.4),
                ("xaxis", FigureStyle.Numbers(valueLabel, ".0%", (0, Math.Max(0.01, 1.05 * reach)))),
                ("yaxis", FigureStyle.Names(string.Empty)));
    }

    private static GenericChart Measured(IntervalBar[] bars)
    {
        var chart = Chart.Bar<double, string, string>(
            values: Digits.Of(bars.Select(bar => bar.Value)),
            Keys: bars.Select(Label).ToArray(),
            Name: "ours",
            MarkerColor: Palette.Series(5),
            UseDefaults: false);
        chart.GetTraces()[0].SetProperty("error_x", new Error().With(
            ("symmetric", false),
            ("array", Digits.Of(bars.Select(bar => bar.High - bar.Value))),
            ("arrayminus", Digits.Of(bars.Select(bar => bar.Value - bar.Low))),
            ("color", Palette.Ink),
            ("thickness", 2),
            ("width", 6)));
        return chart;
    }

    private static GenericChart Reported(IntervalBar[] bars) => Chart.Point<double, string, string>(
        x: Digits.Of(bars.Select(bar => bar.Reported!.Value)),
        y: bars.Select(Label).ToArray(),
        Name: "paper",
        Marker: Traces.Marker(Palette.Series(4), 11, Palette.Ink, 1.5).With(("symbol", "diamond")),
        UseDefaults: false);

    private static string Label(IntervalBar bar) => $"{bar.Name}  <b>{(100 * bar.Value).ToString("0.0", CultureInfo.InvariantCulture)} %</b> ";
}
