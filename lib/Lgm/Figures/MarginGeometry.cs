using System.Globalization;
using Lgm.Losses;
using Plotly.NET;
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
    /// <param name="margins">alpha, one to seven different ones. Range: [0, 1].</param>
    /// <exception cref="WorkbookException">There is no margin, there are too many, or one is out of range or given twice.</exception>
    public static GenericChart Create(string title, IReadOnlyList<double> margins)
    {
        if (margins.Count is < 1 or > 7 || margins.Any(alpha => alpha is not (>= 0 and <= 1)) || margins.Distinct().Count() != margins.Count)
        {
            throw new WorkbookException($"Figure '{title}': the margins are {string.Join(", ", margins.Select(Text))}; give one to seven different numbers from 0 to 1.");
        }

        var heights = Enumerable.Range(-40, 81).Select(i => i * Reach / 40).ToArray();
        var means = Traces.Circles("means (solid: boundary of class 0, dashed: of class 1)", [0, 1], [0, 0], ["0", "1"], Palette.Paper, 24);
        return Chart.Combine(margins.SelectMany((alpha, i) => Boundaries(new MarginBoundary(alpha), heights, i)).Append(means))
            .Dressed(title, bottom: 150)
            .WithLayout(
                ("xaxis", FigureStyle.Numbers("along the line through the two means, in units of their distance S", range: (-0.5, 1.5))),
                ("yaxis", FigureStyle.Numbers("across it, in units of S", range: (-Reach, Reach))));
    }

    private static IEnumerable<GenericChart> Boundaries(MarginBoundary boundary, double[] heights, int index)
    {
        var name = $"alpha {Text(boundary.Margin)}: gap {(100 * boundary.Gap).ToString("0.0#", CultureInfo.InvariantCulture)} % of S";
        yield return Traces.Line(name, boundary.Of(0, heights), heights, Palette.Series(index), dash: StyleParam.DrawingStyle.Solid);
        yield return Traces.Line(name, boundary.Of(1, heights), heights, Palette.Series(index), dash: StyleParam.DrawingStyle.Dash, inLegend: false);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
