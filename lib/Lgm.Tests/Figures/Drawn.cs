using System.IO.Compression;
using System.Text.Json.Nodes;
using Lgm.Figures;
using Plotly.NET;

namespace Lgm.Tests.Figures;

/// <summary>Small figures of every kind, and their JSON taken apart.</summary>
internal static class Drawn
{
    public static readonly double[] Clean = [.. Enumerable.Range(0, 200).Select(i => -20 + (0.05 * i))];

    public static readonly double[] Attacked = [.. Enumerable.Range(0, 100).Select(i => -60 + (0.4 * i))];

    // Many points: thinned, and no more than a screen shows.
    private static readonly double[] s_many = [.. Enumerable.Range(0, 20_001).Select(i => i / 20_000.0)];

    public static readonly IReadOnlyDictionary<string, Func<string, GenericChart>> Kinds = new Dictionary<string, Func<string, GenericChart>>
    {
        ["roc"] = title => RocFigure.Create(title, [Roc("L-GM"), new("many", s_many, [.. s_many.Select(Math.Sqrt)], 0.382)]),
        ["histogram"] = title => LikelihoodHistogram.Create(title, Clean, Attacked, threshold: -21),
        ["bars"] = title => EqualErrorBars.Create(title, [new("L-GM", 0.03, 0.02, 0.05, 0.031), new("softmax", 0.4, 0.3, 0.5)]),
        ["panels"] = title => FeaturePanels.Create(title, [Panel("softmax"), new FeaturePanel("many", s_many, s_many, [.. s_many.Select(_ => 3)])], columns: 2),
        ["images"] = title => ImageGrid.Create(title, [new("clean", [[0, 1, 0.5f, 0]], ["7"]), new("attacked", [[0, 0.25f, 0.5f, 0]], ["7, seen as 3"])], side: 2),
        ["likelihood"] = title => FeaturePanels.Create(title, [Likelihood()]),
        ["margins"] = title => MarginGeometry.Create(title, [0, 0.3, 1]),
        ["curves"] = title => CurvesFigure.Create(title, [new("a", [0, 1, 2], [1, double.NaN, 0]), new("many", s_many, s_many)], "step", "loss"),
    };

    public static RocSeries Roc(string name) => new(name, [0, 0, 0.001, 0.01, 0.1, 1], [0, 0.5, 0.6, 0.8, 0.95, 1], 0.07);

    public static FeaturePanel Panel(string name) => new(name, [1, 2, 3, 5], [4, 3, 2, 0], [0, 0, 1, 1]);

    public static LikelihoodPanel Likelihood() => new("L-GM", new([0, 5], [0, 5], [[-1, -2], [double.NegativeInfinity, -4]]), [[1, 1], [4, 4]], [new(1, 1, 3, 2, "0"), new(4, 4, 0, 5, "1")]);

    /// <summary>The figure's JSON as text.</summary>
    public static string Text(this GenericChart figure) => GenericChart.toFigureJson(figure);

    public static JsonObject Json(this GenericChart figure) => JsonNode.Parse(figure.Text())!.AsObject();

    public static JsonObject Layout(this GenericChart figure) => figure.Json()["layout"]!.AsObject();

    public static JsonObject[] Traces(this GenericChart figure) => [.. figure.Json()["data"]!.AsArray().Select(trace => trace!.AsObject())];

    public static JsonObject Trace(this GenericChart figure, string name) => figure.Traces().First(trace => trace["name"]!.GetValue<string>().StartsWith(name, StringComparison.Ordinal));

    public static double[] Numbers(this JsonNode? array) => [.. array!.AsArray().Select(item => item!.GetValue<double>())];

    public static string[] Texts(this JsonNode? array) => [.. array!.AsArray().Select(item => (item is JsonObject part ? part["text"] : item)!.GetValue<string>())];

    /// <summary>The grey values of an <see cref="ImageGrid"/>, <c>[H][W]</c> from the top, 0 black: its only trace is a PNG whose rows have no filter.</summary>
    public static byte[][] Canvas(this GenericChart figure)
    {
        var png = Convert.FromBase64String(figure.Traces().Single()["source"]!.GetValue<string>()["data:image/png;base64,".Length..]);
        // Signature, 8 bytes, and the header's chunk, 25: width at 16; then the data's chunk with 8 bytes before it.
        var (width, start) = ((png[18] << 8) + png[19], 8 + 25 + 8);
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(png[start..]), CompressionMode.Decompress)) zlib.CopyTo(rows);
        return [.. rows.ToArray().Chunk(width + 1).Select(row => row[1..])];
    }
}
