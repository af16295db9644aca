using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Lgm.Tests.Notebooks;

/// <summary>A person at the classic Notebook, in the system's Chromium without a network: runs all cells, and moves the mouse over a figure.</summary>
[Trait("Category", "Slow")]
[Collection(nameof(NotebookTool))]
public sealed class ClassicNotebookTests
{
    private const string Name = "01-the-loss.ipynb", Token = "a-token-of-this-test";

    [SkippableFact]
    public async Task FiguresAreDrawnAndAnswerTheMouse()
    {
        var python = NotebookTool.NeedPython();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await NotebookTool.NeedBrowser(playwright);
        var file = Path.Combine(NotebookTool.Folder, Name);
        var before = File.ReadAllBytes(file);
        var port = FreePort();
        using var server = NotebookTool.Start(NotebookTool.Folder, python, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--NotebookApp.token={Token}");
        _ = Task.WhenAll(server.StandardOutput.ReadToEndAsync(), server.StandardError.ReadToEndAsync());
        try
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 1400 } });
            page.SetDefaultTimeout((float)NotebookTool.Patience.TotalMilliseconds);
            await Open(page, $"http://127.0.0.1:{port}/notebooks/{Name}?token={Token}", server);
            await page.WaitForFunctionAsync("() => window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
            // After two minutes the page would write what this run made of the notebook; and what the file brought along this run did not draw.
            await page.EvaluateAsync("() => { Jupyter.notebook.set_autosave_interval(0); Jupyter.notebook.clear_all_output(); }");
            Assert.Equal(0, await page.Locator(".js-plotly-plot").CountAsync());
            await page.EvaluateAsync("() => Jupyter.notebook.execute_all_cells()");
            await page.WaitForFunctionAsync("() => Jupyter.notebook.get_cells().every(c => c.cell_type !== 'code' || (c.input_prompt_number > 0 && !c.element.hasClass('running')))");
            Assert.Equal(0, await page.Locator(".output_error").CountAsync());
            await page.WaitForFunctionAsync("() => { const all = [...document.querySelectorAll('[id^=chart-]')]; return all.length > 0 && all.every(c => c.classList.contains('js-plotly-plot')); }");
            await AnswersTheMouse(page, page.Locator(".js-plotly-plot").Last);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    private static async Task Open(IPage page, string address, Process server)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3) && !server.HasExited, "The Notebook's server does not answer.");
            try
            {
                await page.GotoAsync(address);
                return;
            }
            catch (PlaywrightException e) when (e.Message.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal))
            {
            }
        }
    }

    // Somewhere on the mouse's way a point shows its value.
    private static async Task AnswersTheMouse(IPage page, ILocator plot)
    {
        await plot.ScrollIntoViewIfNeededAsync();
        var box = await plot.Locator(".nsewdrag").First.BoundingBoxAsync() ?? throw new InvalidOperationException("The figure has no size.");
        Assert.True(box is { Width: > 50, Height: > 50 }, $"{box.Width} x {box.Height}");
        for (var i = 1; i < 40 && await plot.Locator(".hoverlayer .hovertext").CountAsync() == 0; i++)
        {
            await page.Mouse.MoveAsync(box.X + box.Width * i / 40, box.Y + box.Height * (40 - i) / 40);
            await page.WaitForTimeoutAsync(150);
        }
        Assert.NotEqual(0, await plot.Locator(".hoverlayer .hovertext").CountAsync());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
