using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>One panel of <see cref="FeaturePanels"/>: something in the plane of two features.</summary>
/// <param name="Name">Stands above the panel, over more than one line where it has <c>&lt;br&gt;</c>: usually the loss.</param>
public abstract record PlanePanel(string Name)
{
    /// <summary>Draws the panel over axes of its own.</summary>
    /// <param name="alone">Whether it is the only panel of its figure, and has room for a scale.</param>
    internal abstract GenericChart Draw(bool alone);
}

/// <summary>
/// The paper's figure 1: two-dimensional features under several losses side by side (<see cref="FeaturePanel"/>), and the
/// learned likelihood with attacked images (<see cref="LikelihoodPanel"/>).
/// </summary>
public static class FeaturePanels
{
    /// <summary>Draws the panels row by row.</summary>
    /// <param name="title">Which data and network.</param>
    /// <param name="panels">Range: one to twelve; six make two rows of three.</param>
    /// <param name="columns">Panels in a row. Range: 1 to 4. Default: 3.</param>
    /// <exception cref="WorkbookException">The number of panels or columns is out of range.</exception>
    public static GenericChart Create(string title, IReadOnlyList<PlanePanel> panels, int columns = 3)
    {
        if (panels.Count is < 1 or > 12 || columns is < 1 or > 4)
        {
            throw new WorkbookException($"Figure '{title}': {panels.Count} panels in {columns} columns; give 1 to 12 panels in 1 to 4 columns.");
        }

        columns = Math.Min(columns, panels.Count);
        var rows = (panels.Count + columns - 1) / columns;
        var height = columns == 1 ? 480 : 270;
        return Chart
            .Grid(
                panels.Select(panel => panel.Draw(alone: panels.Count == 1)).ToArray(),
                nRows: rows,
                nCols: columns,
                SubPlotTitles: panels.Select(panel => panel.Name).ToArray(),
                SubPlotTitleFont: FigureStyle.Font(columns == 1 ? 14 : 12),
                XGap: 0.12,
                YGap: 0.25)
            .Dressed(title, height: 105 + (height * rows), left: 45, top: 100, bottom: 40, legend: false);
    }
}
