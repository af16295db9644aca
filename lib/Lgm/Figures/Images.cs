using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SkiaSharp;

namespace Lgm.Figures;

/// <summary>A row of <see cref="Figure.Images(ImageRow[])"/>.</summary>
/// <param name="Name">What its images have in common; stands to the left.</param>
/// <param name="Pixels"><c>[N, C, H, W]</c> in [0, 1], C being 1 (0 is black) or 3 (red, green, blue).</param>
/// <param name="Captions">One above each image, such as the class that a network sees, <c>[N]</c>. Default: null, none.</param>
public sealed record ImageRow(string Name, Tensor Pixels, IReadOnlyList<string>? Captions = null)
{
    /// <summary>A row without captions.</summary>
    public static implicit operator ImageRow((string Name, Tensor Pixels) row) => new(row.Name, row.Pixels);

    /// <summary>A row with captions.</summary>
    public static implicit operator ImageRow((string Name, Tensor Pixels, IEnumerable<string> Captions) row) => new(row.Name, row.Pixels, [.. row.Captions]);

    /// <summary>A row with predicted classes <c>[N]</c>, int64, as captions.</summary>
    public static implicit operator ImageRow((string Name, Tensor Pixels, Tensor Classes) row) =>
        new(row.Name, row.Pixels, [.. row.Classes.cpu().data<long>().Select(label => $"{label}")]);

    internal void Check(long[] shape, int count)
    {
        var own = Pixels.shape;
        var fault = own.Length != 4 || own[1] is not (1 or 3) || own[0] == 0 ? $"its shape is [{string.Join(", ", own)}]; give pixels [N, C, H, W], C being 1 or 3"
            : !own[1..].SequenceEqual(shape[1..]) ? $"its images are [{string.Join(", ", own[1..])}], those of the first row [{string.Join(", ", shape[1..])}]; give rows of one size"
            : Captions?.Count < Math.Min(own[0], count) ? $"{own[0]} images have {Captions.Count} captions; give one for each"
            : null;
        if (fault is null)
        {
            using var scope = NewDisposeScope();
            var (low, high) = (Pixels.min().to(float64).item<double>(), Pixels.max().to(float64).item<double>());
            if (!(low >= -0.001 && high <= 1.001)) fault = FormattableString.Invariant($"its pixels lie in [{low:0.###}, {high:0.###}]; give them in [0, 1], as they are before normalisation");
        }

        if (fault is not null) throw new WorkbookException($"Image row '{Name}': {fault}.");
    }
}

public static partial class Figure
{
    /// <inheritdoc cref="Images(string, int, ImageRow[])"/>
    public static GenericChart Images(params ImageRow[] rows) => Images("", 8, rows);

    /// <inheritdoc cref="Images(string, int, ImageRow[])"/>
    public static GenericChart Images(string title, params ImageRow[] rows) => Images(title, 8, rows);

    /// <summary>Draws the first images of each row side by side, such as digits before an attack and after it.</summary>
    /// <param name="title">What is seen. Default: empty, no title.</param>
    /// <param name="count">How many images of each row. Range: 1 to 20. Default: 8.</param>
    /// <param name="rows">One or more, such as <c>("clean", pixels)</c> or, with what a network takes them for, <c>("FGSM", pixels, predicted)</c>.</param>
    /// <exception cref="WorkbookException">There is no row, or one is misshapen or out of range.</exception>
    public static GenericChart Images(string title, int count, params ImageRow[] rows)
    {
        if (rows.Length == 0 || count is < 1 or > 20) throw new WorkbookException($"Image figure '{title}': {rows.Length} rows of {count} images; give at least one row, and 1 to 20 images of each.");
        foreach (var row in rows) row.Check(rows[0].Pixels.shape, count);
        using var scope = NewDisposeScope();
        var (height, width) = ((int)rows[0].Pixels.shape[2], (int)rows[0].Pixels.shape[3]);
        var columns = (int)Math.Min(count, rows.Max(row => row.Pixels.shape[0]));
        // Between images, in pixels of theirs; captions need room above.
        int gap = width / 6, room = rows.Any(row => row.Captions is not null) ? Math.Max(height / 4, 4) : gap;
        // Red, green, blue and opacity: nothing is drawn between images.
        var canvas = zeros(rows.Length * (height + room), (columns * (width + gap)) - gap, 4, dtype: uint8);
        var texts = new List<Annotation>();
        for (var r = 0; r < rows.Length; r++)
        {
            var top = (r * (height + room)) + room;
            texts.Add(Caption(rows[r].Name, -0.5, top + (height / 2.0)).With(("xanchor", "right"), ("xshift", -8)));
            for (var i = 0; i < Math.Min(columns, rows[r].Pixels.shape[0]); i++)
            {
                var place = canvas.narrow(0, top, height).narrow(1, i * (width + gap), width);
                place.narrow(2, 0, 3).copy_((rows[r].Pixels[i].detach().cpu().clamp(0, 1) * 255).round().permute(1, 2, 0));
                place.narrow(2, 3, 1).fill_(255);
                if (rows[r].Captions is { } captions) texts.Add(Caption(captions[i], (i * (width + gap)) + (width / 2.0), top - (room / 2.0)));
            }
        }

        var left = 30 + (7 * rows.Max(row => row.Name.Length));
        // Pixels of the screen for one of an image's.
        var scale = Math.Min((Width - left - 25.0) / canvas.shape[1], 112.0 / height);
        // By its range: a domain that was narrowed for one window stays narrow in the next.
        static LinearAxis Hidden((double, double) range) => Axis("", range: range).With(("visible", false), ("constrain", "range"));
        return Chart(
            [new Trace2D("image").With(("source", Png(canvas)), ("hoverinfo", "skip"))],
            Hidden((-0.5, ((Width - left - 25) / scale) - 0.5)),
            // The first line is the top one.
            Hidden((canvas.shape[0] - 0.5, -0.5)).With(("scaleanchor", "x")))
            .Dressed(title, height: 70 + (int)(canvas.shape[0] * scale), left: left, top: 50, bottom: 20, legend: false)
            .With(("annotations", texts));
    }

    private static Annotation Caption(string text, double x, double y) =>
        new Annotation().With(("text", text), ("x", x), ("y", y), ("xref", "x"), ("yref", "y"), ("showarrow", false), ("font", Part(("size", 12))));

    // A picture [H, W, 4] of bytes as an address that holds it as a PNG: a tenth of what the same numbers take as JSON.
    private static string Png(Tensor picture)
    {
        var form = new SKImageInfo((int)picture.shape[1], (int)picture.shape[0], SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var image = SKImage.FromPixelCopy(form, picture.data<byte>().ToArray());
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());
    }
}
