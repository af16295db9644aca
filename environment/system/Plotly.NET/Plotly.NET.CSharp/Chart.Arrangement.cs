using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    // plotly.js's gaps between the cells of an independent grid, as fractions of a cell and its gap.
    private const double DefaultXGap = 0.2;
    private const double DefaultYGap = 0.3;

    /// <summary>All traces over the same axes.</summary>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>One chart a cell, row by row from the top left, each with its own axes.</summary>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default)
    {
        var cells = gCharts.Select((chart, i) => MoveToCell(chart, i + 1)).ToArray();
        var titles = (SubPlotTitles.IsSome ? SubPlotTitles.Value : []).Take(nRows * nCols)
            .Select((title, i) => CellTitle(title, SubPlotTitleFont, Middle(i % nCols, nCols, Or(XGap, DefaultXGap)), Top(i / nCols, nRows, Or(YGap, DefaultYGap))))
            .ToArray();
        var grid = new DynamicObj.DynamicObj()
            .With("rows", (object)nRows)
            .With("columns", (object)nCols)
            .With("roworder", (object)"top to bottom")
            .With("pattern", (object)"independent")
            .With("xgap", XGap.OrNull)
            .With("ygap", YGap.OrNull);
        var combined = GenericChart.combine(cells);
        if (titles.Length > 0)
        {
            var own = combined.Layout.Properties.GetValueOrDefault("annotations") as IEnumerable<object> ?? [];
            combined.Layout.SetValue("annotations", own.Concat(titles).ToArray());
        }

        combined.Layout.SetValue("grid", grid);
        return combined;
    }

    private static GenericChart MoveToCell(GenericChart chart, int cell)
    {
        var suffix = cell == 1 ? string.Empty : cell.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var trace in chart.Traces)
        {
            trace.With("xaxis", (object)("x" + suffix)).With("yaxis", (object)("y" + suffix));
        }

        foreach (var axis in new[] { "xaxis", "yaxis" })
        {
            var moved = chart.Layout.Properties.GetValueOrDefault(axis) ?? new LinearAxis();
            chart.Layout.Remove(axis);
            chart.Layout.SetValue(axis + suffix, moved);
        }

        return chart;
    }

    private static Annotation CellTitle(string title, Optional<Font> font, double x, double y) => new Annotation()
        .With("x", (object)x)
        .With("y", (object)y)
        .With("font", font.OrNull)
        .With("showarrow", (object)false)
        .With("text", (object)title)
        .With("xanchor", (object)"center")
        .With("xref", (object)"paper")
        .With("yanchor", (object)"bottom")
        .With("yref", (object)"paper");

    private static double Middle(int column, int columns, double gap) => (column + ((1 - gap) / 2)) / (columns - gap);

    private static double Top(int row, int rows, double gap) => 1 - (row / (rows - gap));
}
