using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>
/// The paper's figure 1: two-dimensional features under several losses side by side, a colour a class, each class's
/// number at its mean, and behind them the model's log-density where there is one.
/// </summary>
public static class FeaturePanels
{
    private const int PanelHeight = 270;

    /// <summary>Draws the panels row by row.</summary>
    /// <param name="title">Which data and network.</param>
    /// <param name="panels">From one to twelve; six make two rows of three.</param>
    /// <param name="columns">Panels in a row, from 1 to 4.</param>
    /// <exception cref="WorkbookException">The number of panels or columns is out of range.</exception>
    public static Figure Create(string title, IReadOnlyList<FeaturePanel> panels, int columns = 3)
    {
        if (panels.Count is < 1 or > 12 || columns is < 1 or > 4)
        {
            throw new WorkbookException($"Figure '{title}': {panels.Count} panels in {columns} columns; give 1 to 12 panels in 1 to 4 columns.");
        }

        columns = Math.Min(columns, panels.Count);
        var rows = (panels.Count + columns - 1) / columns;
        var chart = Chart
            .Grid(
                panels.Select(Panel).ToArray(),
                nRows: rows,
                nCols: columns,
                SubPlotTitles: panels.Select(panel => panel.Name).ToArray(),
                SubPlotTitleFont: Font.init(Size: 15, Color: Palette.Ink),
                XGap: 0.12,
                YGap: 0.2)
            .Dressed(title, height: 90 + (PanelHeight * rows), left: 45, top: 85, bottom: 40, legend: false);
        return new Figure(title, chart);
    }

    private static GenericChart Panel(FeaturePanel panel)
    {
        var points = Enumerable.Range(0, panel.X.Count)
            .Where(i => double.IsFinite(panel.X[i]) && double.IsFinite(panel.Y[i]))
            .GroupBy(i => panel.Labels[i])
            .OrderBy(ofClass => ofClass.Key)
            .ToArray();
        var charts = new List<GenericChart>();
        if (panel.Density is { } density)
        {
            charts.Add(Density(density));
        }

        charts.AddRange(points.Select(ofClass => Chart.Point<double, double, string>(
            x: Digits.Of(ofClass.Select(i => panel.X[i])),
            y: Digits.Of(ofClass.Select(i => panel.Y[i])),
            Name: ofClass.Key.ToString(CultureInfo.InvariantCulture),
            Opacity: 0.6,
            Marker: Marker.init(Color: Palette.Class(ofClass.Key), Size: 4),
            UseDefaults: false)));
        charts.Add(Means(panel, points));
        return Chart.Combine(charts)
            .WithXAxis(FigureStyle.Numbers(string.Empty))
            .WithYAxis(FigureStyle.Numbers(string.Empty));
    }

    private static GenericChart Means(FeaturePanel panel, IGrouping<int, int>[] points) => Chart.Point<double, double, string>(
        x: Digits.Of(points.Select(ofClass => ofClass.Average(i => panel.X[i]))),
        y: Digits.Of(points.Select(ofClass => ofClass.Average(i => panel.Y[i]))),
        Name: "class means",
        MultiText: points.Select(ofClass => $"<b>{ofClass.Key}</b>").ToArray(),
        TextPosition: StyleParam.TextPosition.MiddleCenter,
        Marker: Marker.init(Color: Palette.Paper, Outline: Line.init(Color: Palette.Ink, Width: 1), Size: 17),
        UseDefaults: false);

    private static GenericChart Density(FeatureDensity density) => Chart.Contour<double, double, double, string>(
        zData: density.LogDensity.Select(row => Digits.Of(row.Select(value => double.IsFinite(value) ? value : double.NaN))).ToArray(),
        Name: "log-density",
        Opacity: 0.5,
        X: Digits.Of(density.X),
        Y: Digits.Of(density.Y),
        ColorScale: StyleParam.Colorscale.Greys,
        ShowScale: false,
        ReverseScale: true,
        ContoursColoring: StyleParam.ContourColoring.Fill,
        UseDefaults: false);
}
