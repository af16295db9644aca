using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>Curves over common axes: how something goes while something else goes on.</summary>
public static class CurvesFigure
{
    /// <summary>Draws the curves, in the order given.</summary>
    /// <param name="title">What the figure shows.</param>
    /// <param name="curves">One or more.</param>
    /// <param name="xLabel">What goes on, with its unit.</param>
    /// <param name="yLabel">What is shown of it, with its unit.</param>
    /// <param name="yRange">What is shown of the second axis; all unless told.</param>
    /// <exception cref="WorkbookException">There is no curve.</exception>
    public static Figure Create(string title, IReadOnlyList<Curve> curves, string xLabel, string yLabel, (double From, double To)? yRange = null)
    {
        if (curves.Count == 0)
        {
            throw new WorkbookException($"Figure '{title}': give at least one curve.");
        }

        var chart = Chart.Combine(curves.Select(Line))
            .Dressed(title, bottom: 140)
            .WithXAxis(FigureStyle.Numbers(xLabel))
            .WithYAxis(FigureStyle.Numbers(yLabel, range: yRange));
        return new Figure(title, chart);
    }

    private static GenericChart Line(Curve curve, int index) => Chart.Line<double, double, string>(
        x: Digits.Of(curve.X),
        y: Digits.Of(curve.Y.Select(value => double.IsFinite(value) ? value : double.NaN)),
        Name: curve.Name,
        LineColor: Palette.Series(index),
        LineWidth: 2.5,
        LineDash: Palette.Dash(index),
        UseDefaults: false);
}
