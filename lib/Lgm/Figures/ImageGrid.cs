using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>One row of an <see cref="ImageGrid"/>.</summary>
/// <param name="Name">What its images have in common.</param>
/// <param name="Images">Grey images, each <c>[H * W]</c> row by row, pixels in [0, 1], 1 drawn black.</param>
/// <param name="Captions">One for each image, written above it.</param>
public sealed record ImageRow(string Name, IReadOnlyList<float[]> Images, IReadOnlyList<string> Captions);

/// <summary>Small grey images side by side, such as digits before an attack and after it.</summary>
public static class ImageGrid
{
    // Between images, in pixels of theirs: room for a caption above.
    private const int Gap = 6, Room = 9;

    /// <summary>Draws the rows from top to bottom.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="rows">One or more, with as many images in each.</param>
    /// <param name="side">H = W of every image.</param>
    /// <exception cref="WorkbookException">Rows or images are of different sizes.</exception>
    public static Figure Create(string title, IReadOnlyList<ImageRow> rows, int side = 28)
    {
        var columns = rows.Count == 0 ? 0 : rows[0].Images.Count;
        if (columns == 0 || rows.Any(r => r.Images.Count != columns || r.Captions.Count != columns || r.Images.Any(i => i.Length != side * side)))
        {
            throw new WorkbookException($"Figure '{title}': give rows of as many images each, of {side * side} pixels and with one caption.");
        }

        int width = (columns * (side + Gap)) - Gap, step = side + Room;
        // Pixels of the screen for one of an image's.
        var scale = Math.Min((FigureStyle.Width - 45.0) / width, 4);
        var canvas = Enumerable.Range(0, rows.Count * step).Select(_ => new double[width]).ToArray();
        var captions = new List<Annotation>();
        for (var r = 0; r < rows.Count; r++)
        {
            // plotly puts the first line at the bottom.
            var bottom = (rows.Count - 1 - r) * step;
            for (var c = 0; c < columns; c++)
            {
                var left = c * (side + Gap);
                for (var p = 0; p < side * side; p++) canvas[bottom + side - 1 - (p / side)][left + (p % side)] = Math.Round(rows[r].Images[c][p], 2);
                captions.Add(Caption($"{rows[r].Name}: {rows[r].Captions[c]}", left + (side / 2.0), bottom + side + 3));
            }
        }

        var chart = Chart
            .Heatmap<double, double, double, string>(zData: canvas, ColorScale: StyleParam.Colorscale.Greys, ShowScale: false, ReverseScale: true, UseDefaults: false)
            .Dressed(title, height: 90 + (int)(rows.Count * step * scale), left: 20, bottom: 20, legend: false)
            .WithLayout(Layout.init<string>(Annotations: captions.ToArray()))
            .WithXAxis(Hidden())
            .WithYAxis(Hidden(anchor: "x"));
        return new Figure(title, chart);
    }

    private static Annotation Caption(string text, double x, double y) => Annotation.init<double, double, int, int, int, int, int, string, int, string>(
        X: x, Y: y, Font: Font.init(Size: 11, Color: Palette.Ink), ShowArrow: false, Text: text, XRef: "x", YRef: "y");

    // Anchored to the other one, so that pixels stay square.
    private static LinearAxis Hidden(string? anchor = null)
    {
        var axis = new LinearAxis();
        axis.SetValue("visible", false);
        if (anchor is not null) axis.SetValue("scaleanchor", anchor);
        return axis;
    }
}
