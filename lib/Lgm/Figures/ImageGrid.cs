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
    /// <param name="side">H = W of every image. Default: 28.</param>
    /// <exception cref="WorkbookException">Rows or images are of different sizes.</exception>
    public static GenericChart Create(string title, IReadOnlyList<ImageRow> rows, int side = 28)
    {
        var columns = rows.Count == 0 ? 0 : rows[0].Images.Count;
        if (columns == 0 || rows.Any(r => r.Images.Count != columns || r.Captions.Count != columns || r.Images.Any(i => i.Length != side * side)))
        {
            throw new WorkbookException($"Figure '{title}': give rows of as many images each, of {side * side} pixels and with one caption.");
        }

        int width = (columns * (side + Gap)) - Gap, step = side + Room;
        // Pixels of the screen for one of an image's.
        var scale = Math.Min((FigureStyle.Width - 45.0) / width, 4);
        byte[][] canvas = [.. Enumerable.Range(0, rows.Count * step).Select(_ => Enumerable.Repeat((byte)255, width).ToArray())];
        var captions = new List<Annotation>();
        for (var r = 0; r < rows.Count; r++)
        {
            var top = (r * step) + Room;
            for (var c = 0; c < columns; c++)
            {
                var left = c * (side + Gap);
                for (var p = 0; p < side * side; p++) canvas[top + (p / side)][left + (p % side)] = (byte)Math.Round(255 * (1 - Math.Clamp(rows[r].Images[c][p], 0, 1)));
                captions.Add(Caption($"{rows[r].Name}: {rows[r].Captions[c]}", left + (side / 2.0), top - 4));
            }
        }

        return Chart.Image<int>(Source: GreyPng.Of(canvas), UseDefaults: false)
            .Dressed(title, height: 90 + (int)(rows.Count * step * scale), left: 20, bottom: 20, legend: false)
            .WithLayout(
                ("annotations", captions),
                ("xaxis", Hidden()),
                // The first line is the top one. Anchored to the other axis, so that pixels stay square.
                ("yaxis", Hidden().With(("autorange", "reversed"), ("scaleanchor", "x"))));
    }

    private static Annotation Caption(string text, double x, double y) =>
        new Annotation().With(("x", x), ("y", y), ("font", FigureStyle.Font(11)), ("showarrow", false), ("text", text), ("xref", "x"), ("yref", "y"));

    // By its range: a domain that was narrowed for one window stays narrow in the next.
    private static LinearAxis Hidden() => new LinearAxis().With(("visible", false), ("constrain", "range"));
}
