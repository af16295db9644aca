using Lgm.Figures;
using Plotly.NET;
using SkiaSharp;
using Figure = Lgm.Figures.Figure;

namespace Lgm.Tests.Figures;

/// <summary>Small figures of every kind, and their JSON taken apart.</summary>
internal static class Drawn
{
    public static readonly double[] Clean = [.. Enumerable.Range(0, 200).Select(i => -20 + (0.05 * i))];

    public static readonly double[] Attacked = [.. Enumerable.Range(0, 100).Select(i => -12 + (0.4 * i))];

    // More points than a trace holds.
    public static readonly double[] Many = [.. Enumerable.Range(0, 20_001).Select(i => i / 20_000.0)];

    public static readonly IReadOnlyDictionary<string, Func<string, GenericChart>> Kinds = new Dictionary<string, Func<string, GenericChart>>
    {
        ["roc"] = title => Figure.Roc(title, ("L-GM", RocCurve.Of(Clean, Attacked)), new RocLine("many", Many, [.. Many.Select(Math.Sqrt)], 0.382)),
        ["scores"] = title => Figure.Scores(title, ("clean", Clean), ("attacked", Attacked)),
        ["bars"] = title => Figure.Bars(title, "equal error rate", new Bar("L-GM", 0.03, 0.02, 0.05, Paper: 0.031), new Bar("softmax", 0.4)),
        ["images"] = title => Figure.Images(title, ("clean", ones(1, 1, 12, 12)), ("attacked", zeros(1, 1, 12, 12), tensor(new[] { 3L }))),
        ["features"] = title => Figure.FeaturePanels(title, new FeaturePanel("", Pairs([.. Many.SelectMany(x => new[] { x, x })]), ones(Many.Length, int64))),
        ["panels"] = title => Figure.FeaturePanels(title, [.. Enumerable.Range(0, 6).Select(i => new FeaturePanel($"loss {i}", Pairs(1, 4, 2, 3, 3, 2, 5, 0), Labels(0, 0, 1, 1)))]),
        ["likelihood"] = title => Figure.LikelihoodPlane(title, Mixture(), Pairs(0, 0, 3, 3), Labels(0, 1), Pairs(1, 2)),
        ["margin"] = _ => Figure.Margin(0, 0.3, 1),
        ["curves"] = title => Figure.Curves(title, "step", "loss", ("a", [0, 1, 2], [1, double.NaN, 0]), ("many", Many, Many)),
    };

    public static Tensor Pairs(params double[] values) => tensor(values, [values.Length / 2, 2], float32);

    public static Tensor Labels(params long[] classes) => tensor(classes);

    /// <summary>Two classes of two features, means (0, 0) and (3, 3), v = 1.</summary>
    public static GaussianMixture Mixture()
    {
        var head = new GaussianMixture(2, 2, new GaussianMixtureOptions { FixedCovariance = true });
        using (no_grad()) head.Means.copy_(Pairs(0, 0, 3, 3));
        return head;
    }

    /// <summary>The figure's JSON as text.</summary>
    public static string Text(this GenericChart figure) => GenericChart.toFigureJson(figure);

    public static JsonObject Json(this GenericChart figure) => JsonNode.Parse(figure.Text())!.AsObject();

    public static JsonObject Layout(this GenericChart figure) => figure.Json()["layout"]!.AsObject();

    public static JsonObject[] Traces(this GenericChart figure) => [.. figure.Json()["data"]!.AsArray().Select(trace => trace!.AsObject())];

    public static JsonObject Trace(this GenericChart figure, string name) => figure.Traces().First(trace => trace["name"]!.GetValue<string>().StartsWith(name, StringComparison.Ordinal));

    public static double[] Numbers(this JsonNode? array) => [.. array!.AsArray().Select(item => item!.GetValue<double>())];

    public static (double X, double Y)[] Points(this JsonObject trace) => [.. trace["x"].Numbers().Zip(trace["y"].Numbers())];

    public static string[] Texts(this JsonNode? array) => [.. array!.AsArray().Select(item => (item is JsonObject part ? part["text"] : item)!.GetValue<string>())];

    /// <summary>The pixels of a figure of images, <c>[H][4 W]</c> from the top, red, green, blue and opacity.</summary>
    public static byte[][] Canvas(this GenericChart figure)
    {
        using var picture = SKBitmap.Decode(Convert.FromBase64String(figure.Traces().Single()["source"]!.GetValue<string>()["data:image/png;base64,".Length..]));
        return [.. picture.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue, p.Alpha }).Chunk(4 * picture.Width)];
    }
}
