using Lgm.Losses;
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

    /// <summary>
    /// The paper's figure 2: the training boundaries of two classes under several margins alpha, found on the loss's training
    /// logits (<see cref="MarginBoundary"/>), in units of the distance S of the means.
    /// </summary>
    /// <param name="alphas">One to seven different margins. Range: [0, 1].</param>
    /// <exception cref="WorkbookException">There is no margin, there are too many, or one is out of range or given twice.</exception>
    public static GenericChart Margin(params double[] alphas)
    {
        const double reach = 0.8;
        if (alphas.Length is < 1 or > 7 || alphas.Any(alpha => alpha is not (>= 0 and <= 1)) || alphas.Distinct().Count() != alphas.Length)
            throw new WorkbookException($"The margins are {string.Join(", ", alphas.Select(Text))}: give one to seven different numbers from 0 to 1.");
        var heights = Enumerable.Range(-40, 81).Select(i => i * reach / 40).ToArray();
        var lines = alphas.SelectMany((alpha, i) =>
        {
            var boundary = new MarginBoundary(alpha);
            var name = $"alpha {Text(alpha)}: gap {(100 * boundary.Gap).ToString("0.0#", CultureInfo.InvariantCulture)} % of S";
            return new[] { Line(name, boundary.Of(0, heights), heights, Colour(i)), Line(name, boundary.Of(1, heights), heights, Colour(i), "dash", inLegend: false) };
        });
        return Chart(
            lines.Append(Numbers("means", [0, 1], [0, 0], ["0", "1"], 24)),
            Axis("along the line through the two means, in units of their distance S", range: (-0.5, 1.5)),
            Axis("across it, in units of S", range: (-reach, reach))).Dressed("Training boundaries under the margin alpha (solid: of class 0, dashed: of class 1)", bottom: 140);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
