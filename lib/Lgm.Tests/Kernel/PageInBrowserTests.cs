using System.Text.Json.Nodes;
using Lgm.Figures;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Tests.Figures;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>An exported page in Debian's Chromium with the network unplugged, looked at through Playwright.</summary>
[Trait("Category", "Slow")]
public sealed class PageInBrowserTests
{
    [SkippableFact]
    public async Task PlotsAreDrawnAndFormulasSetWithoutANetwork()
    {
        using var folder = new TemporaryFolder();
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of("# Title\n\nWith $p_k < \\sqrt{\\Lambda}$ and\n\n$$\\mathcal{L} = \\sum_i d_i$$\n\n$$\nx^2\n$$", "1")));
        JsonObject Figure(string kind) => new() { ["output_type"] = "display_data", ["data"] = new JsonObject { ["application/vnd.plotly.v1+json"] = JsonNode.Parse(Drawn.Kinds[kind](kind).Json) } };
        notebook.Cells[1].Outputs = [.. Drawn.Kinds.Keys.Select(Figure)];
        await using var browser = await Open(folder, notebook);
        var page = browser.Page;
        Assert.Equal("Title", await page.TitleAsync());
        var plots = page.Locator(".js-plotly-plot");
        Assert.Equal(Drawn.Kinds.Count, await plots.CountAsync());
        for (var i = 0; i < await plots.CountAsync(); i++)
        {
            var plot = plots.Nth(i);
            var traces = plot.Locator("svg.main-svg .cartesianlayer .trace, svg.main-svg .heatmaplayer image, svg.main-svg .barlayer .trace");
            var largest = (Width: 0f, Height: 0f);
            foreach (var trace in await traces.AllAsync())
            {
                if (await trace.BoundingBoxAsync() is { } box && box.Width * box.Height > largest.Width * largest.Height) largest = (box.Width, box.Height);
            }
            Assert.True(largest is { Width: > 5, Height: > 5 }, $"the largest trace of figure {i} is {largest.Width} x {largest.Height}");
        }

        Assert.Equal(3, await page.Locator(".math .katex").CountAsync());
        Assert.Equal(2, await page.Locator(".math .katex-display").CountAsync());
        Assert.Equal(0, await page.Locator(".katex-error").CountAsync());
        // Set in KaTeX's own fonts, which lie in the page.
        Assert.True(await page.EvaluateAsync<bool>("document.fonts.ready.then(() => [...document.fonts].some(f => f.family === 'KaTeX_Math' && f.status === 'loaded'))"));
        Assert.Empty(browser.Complaints);
    }

    /// <summary>What the test above looks for is missed where it is missing.</summary>
    [SkippableFact]
    public async Task AFormulaThatCannotBeReadAndARequestAreSeen()
    {
        using var folder = new TemporaryFolder();
        await using var browser = await Open(folder, Notebook.Parse(NotebookText.Bytes(NotebookText.Of("# Title\n\n$\\notacommand{$ ![](http://127.0.0.1:1/picture.png)"))));
        Assert.Equal(1, await browser.Page.Locator(".katex-error").CountAsync());
        Assert.Contains(browser.Complaints, c => c.StartsWith("request http://127.0.0.1:1/picture.png", StringComparison.Ordinal));
    }

    private static async Task<BrowserPage> Open(TemporaryFolder folder, Notebook notebook)
    {
        Skip.If(PlotlyScript.Locate() is null || Formulas.Locate() is null, "plotly.js or KaTeX is not installed here: run environment/setup.sh.");
        File.WriteAllText(folder["page.html"], HtmlExport.Write(notebook, folder.Path, PlotlyScript.Find().Source, Formulas.Locate()));
        return await BrowserPage.Open(folder["page.html"]);
    }
}
