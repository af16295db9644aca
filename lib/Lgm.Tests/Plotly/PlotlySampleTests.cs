using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Plotly.NET.CSharp;
using Xunit;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Tests.Plotly;

/// <summary>The subset writes what the real library wrote for the same call.</summary>
public sealed class PlotlySampleTests
{
    public static TheoryData<string> Names => [.. PlotlySample.Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FigureIsThatOfTheRealLibrary(string name)
    {
        var golden = PlotlySample.Golden(name);
        var ours = JsonNode.Parse(GenericChart.toFigureJson(PlotlySample.Calls[name]()))!;
        Assert.Equal(Lines(golden), Lines(ours));
    }

    [Fact]
    public void EveryGoldenFileHasItsCall() => Assert.Equal(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "plotly-*.json").Select(path => Path.GetFileNameWithoutExtension(path)["plotly-".Length..]).Order(),
        PlotlySample.Calls.Keys.Order());

    [Fact]
    public void NumbersWithoutAJsonWordBecomeStrings()
    {
        var chart = Chart.Point<double, float, string>(x: new[] { double.NaN, 1e-300, 2 }, y: new[] { float.PositiveInfinity, float.NegativeInfinity, 0.1f }, UseDefaults: false);
        var trace = JsonNode.Parse(GenericChart.toFigureJson(chart))!["data"]![0]!;
        Assert.Equal("""["NaN",1E-300,2.0]""", trace["x"]!.ToJsonString());
        Assert.Equal("""["Infinity","-Infinity",0.1]""", trace["y"]!.ToJsonString());
    }

    [Fact]
    public void StylingChangesTheChartItself()
    {
        var chart = Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 2 });
        var styled = chart.WithTitle("t", TitleFont: Font.init(Size: 20));
        Assert.Equal(GenericChart.toFigureJson(styled), GenericChart.toFigureJson(chart));
        Assert.Equal("""{"text":"t","font":{"size":20.0}}""", LayoutOf(chart)["title"]!.ToJsonString());
    }

    [Fact]
    public void LayoutsMergeMemberByMember()
    {
        var chart = Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 2 }, UseDefaults: false)
            .WithLayout(NewLayout(Margin.init<int, int, int, int, int, bool>(Top: 5)))
            .WithLayout(NewLayout(Margin.init<int, int, int, int, int, bool>(Bottom: 7)))
            .WithLegendStyle(X: 0.5)
            .WithLegendStyle(Y: -1);
        Assert.Equal("""{"margin":{"t":5,"b":7},"legend":{"x":0.5,"y":-1.0}}""", LayoutOf(chart).ToJsonString());
    }

    [Fact]
    public void GridGivesEachCellItsOwnStyledAxes()
    {
        var cells = new[] { "first", "second" }.Select(name => Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 2 }, UseDefaults: false)
            .WithXAxis(LinearAxis.init<int, int, int, int, int, int, int, int>(Title: Title.init(Text: name))));
        var layout = LayoutOf(Chart.Grid(cells.ToArray(), nRows: 1, nCols: 2));
        Assert.Equal("first", layout["xaxis"]!["title"]!["text"]!.GetValue<string>());
        Assert.Equal("second", layout["xaxis2"]!["title"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public void IntervalsStandOnEveryTrace()
    {
        var chart = Chart.Bar<double, string, string>(values: new[] { 0.5 }, UseDefaults: false)
            .WithXError(Error.init<double, double>(Symmetric: false, Array: new[] { 0.2 }, Arrayminus: new[] { 0.1 }));
        Assert.Equal(
            """{"symmetric":false,"array":[0.2],"arrayminus":[0.1]}""",
            JsonNode.Parse(GenericChart.toFigureJson(chart))!["data"]![0]!["error_x"]!.ToJsonString());
    }

    [Fact]
    public void ACombinationOfNothingIsRefused() => Assert.Throws<ArgumentException>(() => Chart.Combine([]));

    [Theory]
    [InlineData("#12345")]
    [InlineData("blue")]
    public void AColourThatIsNoHexIsRefused(string text) => Assert.Throws<FormatException>(() => Color.fromHex(text));

    private static Layout NewLayout(Margin margin) => Layout.init<string>(Margin: margin);

    private static JsonObject LayoutOf(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!["layout"]!.AsObject();

    // One line a leaf with its path: a difference then shows where it is. The last two digits of a quotient depend on the
    // order of its operations.
    private static string[] Lines(JsonNode node) => [.. Leaves(node, "$").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member => Leaves(member.Value, $"{path}.{member.Key}")),
        JsonArray { Count: > 0 } items => items.SelectMany((item, i) => Leaves(item, $"{path}[{i}]")),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => [$"{path} = {value.GetValue<double>():G14}"],
        _ => [$"{path} = {node?.ToJsonString() ?? "null"}"],
    };
}
