using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>One named curve of a <see cref="CurvesFigure"/>.</summary>
/// <param name="Name">The legend's entry.</param>
/// <param name="X"><c>[N]</c>, N &gt;= 1.</param>
/// <param name="Y"><c>[N]</c>; what is not finite leaves a gap.</param>
/// <exception cref="WorkbookException">Lengths differ, or there is no point.</exception>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary><c>[N]</c></summary>
    public IReadOnlyList<double> Y { get; } = Y.Count > 0 && Y.Count == X.Count
        ? Y
        : throw new WorkbookException($"Curve '{Name}': {X.Count} x and {Y.Count} y; give as many of each, at least one.");
}

/// <summary>Curves over common axes: how something goes while something else goes on.</summary>
public static class CurvesFigure
{
    /// <summary>Draws the curves, in the order given; of a curve of more than 2,000 points, 2,000 at even steps.</summary>
    /// <param name="title">What the figure shows.</param>
    /// <param name="curves">One or more.</param>
    /// <param name="xLabel">What goes on, with its unit.</param>
    /// <param name="yLabel">What is shown of it, with its unit.</param>
    /// <param name="yRange">What is shown of the second axis. Default: null, all of it.</param>
    /// <exception cref="WorkbookException">There is no curve, or no title.</exception>
    public static GenericChart Create(string title, IReadOnlyList<Curve> curves, string xLabel, string yLabel, (double From, double To)? yRange = null)
    {
        if (curves.Count == 0) throw new WorkbookException($"Figure '{title}': give at least one curve.");
        return Chart.Combine(curves.Select((curve, i) => Traces.Line(curve.Name, curve.X, curve.Y, Palette.Series(i), dash: Palette.Dash(i))))
            .Dressed(title, bottom: 140)
            .WithLayout(("xaxis", FigureStyle.Numbers(xLabel)), ("yaxis", FigureStyle.Numbers(yLabel, range: yRange)));
    }
}
