using System.Diagnostics;
using System.Text.Json.Nodes;
using Lgm.Figures;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Tests.Figures;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Kernel;

public sealed class HtmlExportTests
{
    [Fact]
    public void EveryKindOfCellAndOutputIsThereAndNothingIsLoaded()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a picture.png"], [1, 2, 3]);
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of(
            "# A <title>\n\nA *word* and $a_1 < b$ and ![](a%20picture.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Seen(\"<x>\");", "hide-input|Folded();", "remove-output|Silent();")));
        JsonObject Printed(string text) => new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text };
        notebook.Cells[1].Outputs =
        [
            Printed("a < b\n"),
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<table id=\"t\"></table>", ["text/plain"] = "plain" } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["image/png"] = "AAAA\n" } },
            new JsonObject { ["output_type"] = "error", ["ename"] = "E", ["evalue"] = "bad", ["traceback"] = new JsonArray("E: <bad>") },
        ];
        notebook.Cells[3].Outputs = [Printed("unseen")];
        var html = HtmlExport.Write(notebook, folder.Path, null, null);
        foreach (var part in new[] { "<em>word</em>", "<td>2</td>", "a_1 &lt; b", "src=\"data:image/png;base64,AQID\"", "Seen(&quot;&lt;x&gt;&quot;);", "<details><summary>code</summary><pre><code>Folded();",
            "a &lt; b\n", "<table id=\"t\">", "src=\"data:image/png;base64,AAAA\"", "E: &lt;bad&gt;", "Silent();" }) Assert.Contains(part, html);
        Assert.DoesNotContain("unseen", html);
        Assert.DoesNotContain("plain", html);
        Assert.DoesNotContain("http", html);
    }

    [Theory]
    [InlineData("a $x_1 < y$ b", "<p>a <span class=\"math\">\\(x_1 &lt; y\\)</span> b</p>")]
    [InlineData("a $$x_1 * y *$$ b", "<p>a <span class=\"math\">\\[x_1 * y *\\]</span> b</p>")]
    [InlineData("a\n$$x_1 * y *$$\nb $z$", "<p>a</p>\n<div class=\"math\">\n\\[\nx_1 * y *\n\\]</div>\n<p>b <span class=\"math\">\\(z\\)</span></p>")]
    [InlineData("$$\nx_1\n\ny\n$$", "<div class=\"math\">\n\\[\nx_1\n\ny\n\\]</div>")]
    [InlineData("$$\\begin{aligned}\na_1 &= b_1 \\\\\nc_1 &= d_1\n\\end{aligned}$$", "<div class=\"math\">\n\\[\n\\begin{aligned}\na_1 &amp;= b_1 \\\\\nc_1 &amp;= d_1\n\\end{aligned}\n\\]</div>")]
    [InlineData("`$x$` for $5 and $6", "<p><code>$x$</code> for $5 and $6</p>")]
    public void FormulasAreMarkedAsJupyterTakesThem(string markdown, string html) => Assert.Equal(html, HtmlExport.Markdown(markdown).TrimEnd());

    /// <summary>plotly.js stands in the page once, however many figures there are, and a browser without a network draws them all.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public void FiguresAreDrawnOffline()
    {
        Skip.If(FigurePictures.Browser() is null, "Chromium is not installed here.");
        Skip.If(PlotlyScript.Locate() is null, "plotly.js is not installed here: run environment/setup.sh.");
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of("# Two figures", "1")));
        JsonObject Figure(string title) => new() { ["output_type"] = "display_data", ["data"] = new JsonObject { ["application/vnd.plotly.v1+json"] = JsonNode.Parse(Drawn.Kinds["roc"](title).Json) } };
        notebook.Cells[1].Outputs = [Figure("One </script>"), Figure("Two")];
        var script = PlotlyScript.Find().Source;
        using var folder = new TemporaryFolder();
        var page = HtmlExport.Write(notebook, folder.Path, script, null);
        Assert.InRange(page.Length, script.Length, script.Length + 200_000);
        File.WriteAllText(folder["page.html"], page);
        using var browser = Process.Start(new ProcessStartInfo(FigurePictures.Browser()!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={folder["profile"]}", "--virtual-time-budget=20000", "--dump-dom", $"file://{folder["page.html"]}"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = browser.StandardError.ReadToEndAsync();
        var drawn = browser.StandardOutput.ReadToEnd();
        browser.WaitForExit();
        Assert.Equal(2, drawn.Split("class=\"plot-container").Length - 1);
        // A curve of each figure.
        Assert.True(drawn.Split("class=\"trace scatter").Length > 4, "no curve was drawn");
    }
}
