using System.Text.Json.Nodes;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Tests.Plotly;

/// <summary>The calls whose JSON the real library wrote to <c>Golden/plotly-*.json</c>, word for word.</summary>
internal static class PlotlySample
{
    public static readonly IReadOnlyDictionary<string, Func<GenericChart>> Calls = new Dictionary<string, Func<GenericChart>>
    {
        ["point"] = () => Chart.Point<int, double, string>(x: new[] { 1, 2, 3 }, y: new[] { 5.0, 3.5, 4.25 }),
        ["line"] = () => Chart.Line<int, int, string>(x: new[] { 1, 2, 3 }, y: new[] { 7, 5, 6 }, ShowMarkers: true, Name: "line",
            LineColor: Color.fromHex("#1f77b4"), LineWidth: 3.0, LineDash: StyleParam.DrawingStyle.Dash),
        ["histogram"] = () => Chart.Histogram<double, double, string>(X: new[] { 1.0, 1.5, 2.0, 2.0, 3.0 }, NBinsX: 4, HistNorm: StyleParam.HistNorm.Probability, Name: "h",
            MarkerColor: Color.fromRGB(10, 20, 30)),
        ["bar"] = () => Chart.Bar<int, string, string>(values: new[] { 10, 20, 30 }, Keys: new[] { "a", "b", "c" }, Name: "bar"),
        ["heatmap"] = () => Chart.Heatmap<double, string, string, string>(
            zData: new[] { new[] { 1.0, 2.0, 3.0 }, new[] { 4.0, 5.0, 6.0 } },
            X: new[] { "a", "b", "c" }, Y: new[] { "r1", "r2" }, ColorScale: StyleParam.Colorscale.Viridis, ShowScale: true),
        ["contour"] = () => Chart.Contour<double, double, double, string>(zData: new[] { new[] { 1.0, 2.0 }, new[] { 3.0, 4.0 } }),
        ["no_defaults"] = () => Chart.Point<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 }, UseDefaults: false),
        ["combine"] = () => Chart.Combine(new[] {
            Chart.Point<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 }, Name: "p"),
            Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 4, 3 }, Name: "l") })
            .WithTitle("combined").WithSize(700, 400),
        // Of the sample's four cells the two whose charts the subset has; the others are taken out of the golden file.
        ["grid"] = () => Chart.Grid(new[] {
            Chart.Point<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 }, Name: "p"),
            Chart.Histogram<int, int, string>(X: new[] { 1, 1, 2 }, Name: "h") },
            nRows: 2, nCols: 2, SubPlotTitles: new[] { "a", "b", "c", "d" }, XGap: 0.2),
    };

    public static JsonNode Golden(string name)
    {
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"plotly-{name}.json")))!;
        if (name == "grid")
        {
            var data = golden["data"]!.AsArray();
            foreach (var cell in data.Where(trace => trace!["type"]!.GetValue<string>() is "scatter3d" or "pie").ToArray())
            {
                data.Remove(cell);
            }

            golden["layout"]!.AsObject().Remove("scene3");
        }

        return golden;
    }
}
