using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>A table as a heat map, with the number in every cell: one quantity over, say, losses and attacks.</summary>
public static class HeatmapFigure
{
    /// <summary>Draws the table with its first row at the top.</summary>
    /// <param name="title">What the numbers are.</param>
    /// <param name="rows">Row names <c>[R]</c>.</param>
    /// <param name="columns">Column names <c>[C]</c>.</param>
    /// <param name="values"><c>[R][C]</c>; NaN where nothing was measured, which stays an empty cell.</param>
    /// <param name="quantity">The colour bar's title, with the unit.</param>
    /// <param name="format">A .NET number format for the cells.</param>
    /// <exception cref="WorkbookException">The shapes do not fit, or no value is finite.</exception>
    public static Figure Create(
        string title,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<double>> values,
        string quantity,
        string format = "0.0")
    {
        if (values.Count != rows.Count || values.Any(row => row.Count != columns.Count))
        {
            throw new WorkbookException($"Figure '{title}': give {rows.Count} rows of {columns.Count} values, one for each pair of names.");
        }

        var finite = values.SelectMany(row => row).Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            throw new WorkbookException($"Figure '{title}': no cell has a finite value, so there is nothing to draw.");
        }

        // plotly puts the first row at the bottom.
        var upwards = Enumerable.Range(0, rows.Count).Reverse().ToArray();
        var chart = Chart
            .Heatmap<double, string, string, string>(
                zData: upwards.Select(r => Digits.Of(values[r].Select(value => double.IsFinite(value) ? value : double.NaN))).ToArray(),
                X: columns.ToArray(),
                XGap: 2,
                Y: upwards.Select(r => rows[r]).ToArray(),
                YGap: 2,
                ColorBar: ColorBar.init<double, string>(Thickness: 18, Title: Title.init(Text: quantity)),
                ColorScale: StyleParam.Colorscale.Cividis,
                ShowScale: true,
                UseDefaults: false)
            .Dressed(title, height: 120 + (52 * rows.Count), left: 170, bottom: 50, legend: false)
            .WithLayout(Layout.init<string>(Annotations: Numbers(rows, columns, values, format, (finite.Min() + finite.Max()) / 2)))
            .WithXAxis(FigureStyle.Names(string.Empty))
            .WithYAxis(FigureStyle.Names(string.Empty));
        return new Figure(title, chart);
    }

    // The lower half of the colour scale is dark.
    private static Annotation[] Numbers(
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<double>> values,
        string format,
        double middle) =>
    [
        .. from r in Enumerable.Range(0, rows.Count)
           from c in Enumerable.Range(0, columns.Count)
           let value = values[r][c]
           select Annotation.init<string, string, int, int, int, int, int, string, int, string>(
               X: columns[c],
               Y: rows[r],
               Font: Font.init(Size: 15, Color: double.IsFinite(value) && value < middle ? Palette.Paper : Palette.Ink),
               ShowArrow: false,
               Text: double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–",
               XRef: "x",
               YRef: "y"),
    ];
}
