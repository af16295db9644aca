using System.Text.Json;
using System.Text.RegularExpressions;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>What every figure promises: valid JSON, a page that loads nothing, files that are whole.</summary>
public sealed class FigureTests
{
    private const string Hostile = "</script><script>alert('x')</script> <!-- & \"quoted\" 'ε' \\";

    public static TheoryData<string> Kinds => [.. Drawn.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void JsonHasDataAndATitledLayoutOfPageWidth(string kind)
    {
        var figure = Drawn.Kinds[kind]("A title");
        Assert.NotEmpty(figure.Json()["data"]!.AsArray());
        Assert.Equal("A title", figure.Layout()["title"]!["text"]!.GetValue<string>());
        Assert.Equal(800, figure.Layout()["width"]!.GetValue<int>());
        Assert.InRange(figure.Layout()["height"]!.GetValue<int>(), 150, 1000);
        Assert.Equal("Figure: A title", figure.ToString());
        // Eight kilobytes of defaults have no place in a committed notebook.
        Assert.Null(figure.Layout()["template"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SameInputGivesTheSameJson(string kind) => Assert.Equal(Drawn.Kinds[kind]("t").Json, Drawn.Kinds[kind]("t").Json);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PageCarriesItsScriptAndLoadsNothing(string kind)
    {
        var html = Drawn.Kinds[kind]("A title").ToHtml(StandIn("var Plotly = {};"));
        Assert.Contains("<script>/* plotly */ var Plotly = {};</script>", html);
        Assert.Empty(Regex.Matches(html, @"<(script|link|img|iframe)[^>]*\b(src|href)\s*=", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("http", html);
    }

    [Fact]
    public void AHostileTitleStaysText()
    {
        var figure = RocFigure.Create(Hostile, [Drawn.Roc(Hostile)]);
        var html = figure.ToHtml(StandIn(string.Empty));
        Assert.Equal(2, Regex.Matches(html, "<script>").Count);
        Assert.Equal(2, Regex.Matches(html, "</script>").Count);
        Assert.DoesNotContain("<!--", html);
        Assert.Contains("<title>&lt;/script&gt;", html);
        var embedded = Regex.Match(html, "const figure = (.*);\n").Groups[1].Value;
        using var page = JsonDocument.Parse(embedded);
        Assert.Equal(Hostile, page.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
    }

    [Fact]
    public void SavedFilesAreWholeAndAlone()
    {
        var folder = Directory.CreateTempSubdirectory("lgm-figure-");
        try
        {
            var figure = Drawn.Kinds["roc"]("t");
            var page = Path.Combine(folder.FullName, "new", "roc.html");
            var json = Path.Combine(folder.FullName, "new", "roc.json");
            Directory.CreateDirectory(Path.GetDirectoryName(page)!);
            File.WriteAllText(page, "what stood here before");
            figure.SaveHtml(page, StandIn(string.Empty));
            figure.SaveJson(json);
            Assert.Equal(figure.ToHtml(StandIn(string.Empty)), File.ReadAllText(page));
            Assert.Equal(figure.Json + "\n", File.ReadAllText(json));
            Assert.Equal(["roc.html", "roc.json"], Directory.GetFiles(Path.GetDirectoryName(page)!).Select(Path.GetFileName).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void AFigureNeedsATitle()
    {
        var error = Assert.Throws<WorkbookException>(() => Drawn.Kinds["roc"](" "));
        Assert.Contains("title", error.Message);
    }

    [Fact]
    public void AMissingScriptIsNamedWithItsRemedy()
    {
        var error = Assert.Throws<WorkbookException>(() => PlotlyScript.FromFile("no/such/plotly.min.js"));
        Assert.Contains("no/such/plotly.min.js", error.Message);
        Assert.Contains("setup.sh", error.Message);
    }

    [Theory]
    [InlineData("something else")]
    [InlineData("plotly </script> broken off")]
    public void AFileThatIsNoPlotlyIsRefused(string content) => Assert.Throws<WorkbookException>(() => Read(content));

    internal static PlotlyScript StandIn(string source) => Read("/* plotly */ " + source);

    private static PlotlyScript Read(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            return PlotlyScript.FromFile(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
