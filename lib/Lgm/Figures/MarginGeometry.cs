using System.Globalization;
using Lgm.Losses;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>
/// The paper's figure 2: the training boundaries of two classes under several margins alpha, found on the loss's training
/// logits (<see cref="MarginBoundary"/>), in units of the distance S of the means.
/// </summary>
public static class MarginGeometry
{
    private const double Reach = 0.8;

    /// <summary>Draws a pair of boundaries a margin, in a colour of its own.</summary>
    /// <param name="title">What is drawn, in words.</param>
    /// <param name="margins">alpha, different ones from 0 to 1, from one to seven of them.</param>
    /// <exception cref="WorkbookException">There is no margin, there are too many, or one is out of range or given twice.</exception>
    public static Figure Create(string title, IReadOnlyList<double> margins)
    {
        if (margins.Count is < 1 or > 7 || margins.Any(alpha => alpha is not (>= 0 and <= 1)) || margins.Distinct().Count() != margins.Count)
        {
            throw new WorkbookException($"Figure '{title}': the margins are {string.Join(", ", margins.Select(Text))}; give one to seven different numbers from 0 to 1.");
        }

        var heights = Enumerable.Range(-40, 81).Select(i => i * Reach / 40).ToArray();
        var charts = margins.SelectMany((alpha, i) => Boundaries(new MarginBoundary(alpha), heights, i)).Append(Means());
        var chart = Chart.Combine(charts)
            .Dressed(title, bottom: 150)
            .WithXAxis(FigureStyle.Numbers("along the line through the two means, in units of their distance S", range: (-0.5, 1.5)))
            .WithYAxis(FigureStyle.Numbers("across it, in units of S", range: (-Reach, Reach)));
        return new Figure(title, chart);
    }

    private static IEnumerable<GenericChart> Boundaries(MarginBoundary boundary, double[] heights, int index) => new[] { 0, 1 }.Select(trueClass => Chart.Line<double, double, string>(
        x: Digits.Of(boundary.Of(trueClass, heights)),
        y: Digits.Of(heights),
        Name: $"alpha {Text(boundary.Margin)}: gap {(100 * boundary.Gap).ToString("0.0#", CultureInfo.InvariantCulture)} % of S",
        ShowLegend: trueClass == 0,
        LineColor: Palette.Series(index),
        LineWidth: 2.5,
        LineDash: trueClass == 0 ? StyleParam.DrawingStyle.Solid : StyleParam.DrawingStyle.Dash,
        UseDefaults: false));

    private static GenericChart Means() => Chart.Point<double, double, string>(
        x: new[] { 0.0, 1 },
        y: new[] { 0.0, 0 },
        Name: "means (solid: boundary of class 0, dashed: of class 1)",
        MultiText: new[] { "<b>0</b>", "<b>1</b>" },
        TextPosition: StyleParam.TextPosition.MiddleCenter,
        Marker: Marker.init(Color: Palette.Paper, Outline: Line.init(Color: Palette.Ink, Width: 1), Size: 24),
        UseDefaults: false);

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
