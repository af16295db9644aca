using System.Text.Json.Nodes;
using Lgm.Figures;

namespace Lgm.Tests.Figures;

/// <summary>Small figures of every kind, and their JSON taken apart.</summary>
internal static class Drawn
{
    public static readonly double[] Clean = [.. Enumerable.Range(0, 200).Select(i => -20 + (0.05 * i))];

    public static readonly double[] Attacked = [.. Enumerable.Range(0, 100).Select(i => -60 + (0.4 * i))];

    public static readonly IReadOnlyDictionary<string, Func<string, Figure>> Kinds = new Dictionary<string, Func<string, Figure>>
    {
        ["roc"] = title => RocFigure.Create(title, [Roc("L-GM"), Roc("softmax")]),
        ["histogram"] = title => LikelihoodHistogram.Create(title, Clean, Attacked, threshold: -21),
        ["bars"] = title => EqualErrorBars.Create(title, [new("L-GM", 0.03, 0.02, 0.05, 0.031), new("softmax", 0.4, 0.3, 0.5)]),
        ["panels"] = title => FeaturePanels.Create(title, [Panel("softmax"), Panel("L-GM", Density())], columns: 2),
        ["heatmap"] = title => HeatmapFigure.Create(title, ["L-GM", "softmax"], ["FGSM", "PGD"], [[3.1, 4.3], [37.7, double.NaN]], "EER, %"),
        ["images"] = title => ImageGrid.Create(title, [new("clean", [[0, 1, 0.5f, 0]], ["7"]), new("attacked", [[0, 0.25f, 0.5f, 0]], ["7, seen as 3"])], side: 2),
        ["likelihood"] = title => FeaturePanels.Create(title, [Likelihood()]),
        ["margins"] = title => MarginGeometry.Create(title, [0, 0.3, 1]),
        ["curves"] = title => CurvesFigure.Create(title, [new("a", [0, 1, 2], [1, double.NaN, 0]), new("b", [0, 1], [0, 3])], "step", "loss"),
    };

    public static JsonObject Json(this Figure figure) => JsonNode.Parse(figure.Json)!.AsObject();

    public static JsonObject Layout(this Figure figure) => figure.Json()["layout"]!.AsObject();

    public static JsonObject Trace(this Figure figure, string name) =>
        figure.Json()["data"]!.AsArray().Select(trace => trace!.AsObject()).First(trace => trace["name"]!.GetValue<string>().StartsWith(name, StringComparison.Ordinal));

    public static double[] Numbers(this JsonNode? array) => [.. array!.AsArray().Select(item => item!.GetValue<double>())];

    public static RocSeries Roc(string name) => new(name, [0, 0, 0.001, 0.01, 0.1, 1], [0, 0.5, 0.6, 0.8, 0.95, 1], 0.07);

    public static FeaturePanel Panel(string name, FeatureDensity? density = null) => new(name, [1, 2, 3, 5], [4, 3, 2, 0], [0, 0, 1, 1], density);

    public static LikelihoodPanel Likelihood() => new("L-GM", Density(), [[1, 1], [4, 4]], [new(1, 1, 3, 2, "0"), new(4, 4, 0, 5, "1")]);

    private static FeatureDensity Density() => new([0, 5], [0, 5], [[-1, -2], [double.NegativeInfinity, -4]]);
}
