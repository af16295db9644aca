using System.Globalization;
using Lgm.Losses;
using Plotly.NET;

namespace Lgm.Figures;

public static partial class Figure
{
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
