using Lgm.Detection;
using Lgm.Losses;
using Plotly.NET;

namespace Lgm.Figures;

/// <summary>A curve of <see cref="Figure.Roc(RocLine[])"/>: a name and a <see cref="RocCurve"/>, or the points of a stored one.</summary>
/// <param name="Name">Stands in the legend.</param>
/// <param name="FalsePositiveRate">Shares <c>[P]</c>, rising, P &gt;= 2.</param>
/// <param name="TruePositiveRate">Shares <c>[P]</c>, rising.</param>
/// <param name="EqualErrorRate">The share where the false positive rate equals the miss rate.</param>
/// <param name="AreaUnderCurve">AUROC. Range: [0, 1]. Default: null, not known.</param>
public sealed record RocLine(string Name, IReadOnlyList<double> FalsePositiveRate, IReadOnlyList<double> TruePositiveRate, double EqualErrorRate, double? AreaUnderCurve = null)
{
    /// <summary>Names a curve.</summary>
    public static implicit operator RocLine((string Name, RocCurve Curve) line) =>
        new(line.Name, line.Curve.FalsePositiveRate, line.Curve.TruePositiveRate, line.Curve.EqualErrorRate, line.Curve.AreaUnderCurve);

    internal void Check()
    {
        static bool Rises(IReadOnlyList<double> rates) => rates.All(rate => rate is >= 0 and <= 1) && rates.Zip(rates.Skip(1)).All(pair => pair.First <= pair.Second);
        var fault = FalsePositiveRate.Count != TruePositiveRate.Count || FalsePositiveRate.Count < 2
                ? $"{FalsePositiveRate.Count} false positive rates and {TruePositiveRate.Count} true positive rates; give as many of each, at least two"
            : !Rises(FalsePositiveRate) || !Rises(TruePositiveRate) ? "the rates do not rise between 0 and 1; sort the points by their thresholds"
            : EqualErrorRate is not (>= 0 and <= 1) ? $"the equal error rate {EqualErrorRate} is not between 0 and 1; give a share, not percent"
            : null;
        if (fault is not null) throw new WorkbookException($"ROC curve '{Name}': {fault}.");
    }
}

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

    /// <inheritdoc cref="Roc(string, string, string, RocLine[])"/>
    public static GenericChart Roc(params RocLine[] curves) => Roc("", curves);

    /// <inheritdoc cref="Roc(string, string, string, RocLine[])"/>
    public static GenericChart Roc(string title, params RocLine[] curves) => Roc(title, "clean images flagged", "attacked images found", curves);

    /// <summary>
    /// Draws ROC curves over a logarithmic false positive rate, where detectors that look alike on a linear axis come apart.
    /// The equal error rate is marked on each curve, where it meets "false positives = misses", and stands in the legend.
    /// </summary>
    /// <param name="title">What was detected, on what. Default: empty, no title.</param>
    /// <param name="falsePositives">What a false positive is. Default: clean images flagged.</param>
    /// <param name="truePositives">What a true positive is. Default: attacked images found.</param>
    /// <param name="curves">One or more, such as <c>("L-GM", roc)</c>.</param>
    /// <exception cref="WorkbookException">There is no curve, or one is misshapen.</exception>
    public static GenericChart Roc(string title, string falsePositives, string truePositives, params RocLine[] curves)
    {
        if (curves.Length == 0) throw new WorkbookException($"ROC figure '{title}': give at least one curve.");
        foreach (var curve in curves) curve.Check();
        // The decade of the finest false positive rate that any curve resolves.
        var finest = curves.SelectMany(curve => curve.FalsePositiveRate).Where(rate => rate > 0).DefaultIfEmpty(0.01).Min();
        var decades = (int)Math.Clamp(Math.Ceiling(-Math.Log10(finest) - 1e-9), 2, 6);
        var lowest = Math.Pow(10, -decades);
        double[] ticks = [.. Enumerable.Range(-decades, decades + 1).Select(exponent => Math.Pow(10, exponent))];
        double[] shares = [.. Enumerable.Range(0, 101).Select(i => Math.Pow(lowest, 1 - (i / 100.0)))];
        return Chart(
            [
                .. curves.Select((curve, i) => Steps(curve, lowest) is var (x, y) ? Line($"{curve.Name}: EER {Percent(curve.EqualErrorRate)}{(curve.AreaUnderCurve is { } area ? FormattableString.Invariant($", AUROC {area:.000}") : "")}", x, y, Colour(i), Dash(i)) : null!),
                Line("false positives = misses", shares, [.. shares.Select(share => 1 - share)], Ink, "dash", 1.5),
                Line("chance", shares, shares, Ink, "dot", 1.5),
                .. curves.Select((curve, i) => Points($"{curve.Name}: equal error rate", [Math.Max(curve.EqualErrorRate, lowest)], [1 - curve.EqualErrorRate], Marker(Colour(i), 12, White), inLegend: false)),
            ],
            Axis($"{falsePositives}: false positive rate (log scale)", range: (-decades, 0), type: "log").With(
                ("tickvals", ticks), ("ticktext", ticks.Select(tick => FormattableString.Invariant($"{100 * tick:0.######} %")).ToArray())),
            Axis($"{truePositives}: true positive rate", ".0%", (0, 1.02))).Dressed(title);
    }

    // Zero has no place on a log axis: what is found without a false positive enters at the left edge. Of each of 700 columns,
    // about a pixel wide, the first and the last point are kept, so that steps stay steps.
    private static (double[] X, double[] Y) Steps(RocLine curve, double lowest)
    {
        var kept = curve.FalsePositiveRate.Zip(curve.TruePositiveRate, (x, y) => (X: Math.Max(x, lowest), Y: y))
            .GroupBy(point => (int)(700 * (1 - (Math.Log10(point.X) / Math.Log10(lowest)))))
            .SelectMany(column => column.Key == 0 ? [column.Last()] : new[] { column.First(), column.Last() }.Distinct())
            .ToArray();
        return ([.. kept.Select(point => point.X)], [.. kept.Select(point => point.Y)]);
    }
}
