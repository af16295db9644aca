using Plotly.NET;

namespace Lgm.Figures;

public static partial class Figure
{
    /// <summary>Draws curves over common axes, such as accuracy over eps. A curve of one point is a diamond: the paper's number, say.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="xLabel">The first axis, with its unit.</param>
    /// <param name="yLabel">The second axis, with its unit.</param>
    /// <param name="curves">One or more: a name for the legend, x <c>[N]</c> and y <c>[N]</c>. A y that is not finite leaves a gap.</param>
    /// <exception cref="WorkbookException">There is no curve, or one has no point or not as many x as y.</exception>
    public static GenericChart Curves(string title, string xLabel, string yLabel, params (string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)[] curves)
    {
        if (curves.Length == 0) throw new WorkbookException($"Figure '{title}': give at least one curve.");
        if (curves.Where(c => c.X.Count == 0 || c.X.Count != c.Y.Count).Select(c => $"Curve '{c.Name}': {c.X.Count} x and {c.Y.Count} y; give as many of each, at least one.").FirstOrDefault() is { } fault) throw new WorkbookException(fault);
        return Chart(
            curves.Select((curve, i) => curve.X.Count > 1
                ? Line(curve.Name, curve.X, curve.Y, Colour(i), Dash(i))
                : Points(curve.Name, curve.X, curve.Y, Marker(Colour(i), 13, Ink, "diamond"))),
            Axis(xLabel), Axis(yLabel)).Dressed(title, bottom: 140);
    }

    /// <summary>Draws curves over 1, 2, … N, such as the loss of each epoch.</summary>
    /// <inheritdoc cref="Curves(string, string, string, ValueTuple{string, IReadOnlyList{double}, IReadOnlyList{double}}[])"/>
    public static GenericChart Curves(string title, string xLabel, string yLabel, params (string Name, IReadOnlyList<double> Y)[] curves) =>
        Curves(title, xLabel, yLabel, [.. curves.Select(c => (c.Name, (IReadOnlyList<double>)[.. Enumerable.Range(1, c.Y.Count).Select(i => (double)i)], c.Y))]);
}
