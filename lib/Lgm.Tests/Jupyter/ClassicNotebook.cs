using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lgm.Kernel.Export;
using Microsoft.Playwright;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>The classic Notebook's server over one folder, and Debian's Chromium on it.</summary>
internal sealed class ClassicNotebook : IAsyncDisposable
{
    // Everything takes several times as long on a busy machine.
    private const float Patience = 180_000;
    private const string Token = "a-token-of-this-test";
    private readonly Process server;
    private readonly int port;
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private ClassicNotebook(Process server, int port, IPlaywright playwright, IBrowser browser, IPage page) =>
        (this.server, this.port, this.playwright, this.browser, Page) = (server, port, playwright, browser, page);

    public IPage Page { get; }

    /// <summary>Skips the test where there is no browser or driver.</summary>
    public static async Task<ClassicNotebook> Start(JupyterInstallation jupyter, string folder)
    {
        var chromium = FigurePictures.Browser();
        Skip.If(chromium is null, "Chromium is not installed here (Debian: apt-get install chromium).");
        Skip.IfNot(Directory.Exists(Path.Combine(AppContext.BaseDirectory, ".playwright")), "Playwright's driver does not lie beside the tests.");
        var port = FreePort();
        var server = jupyter.Start(folder, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--NotebookApp.token={Token}", $"--notebook-dir={folder}");
        _ = Task.WhenAll(server.StandardOutput.ReadToEndAsync(), server.StandardError.ReadToEndAsync());
        var playwright = await Playwright.CreateAsync();
        // Root, as in a container, has no sandbox.
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 1400 } });
        page.SetDefaultTimeout(Patience);
        return new ClassicNotebook(server, port, playwright, browser, page);
    }

    /// <summary>Opens a notebook and waits until its kernel is there.</summary>
    public async Task Open(string file)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            Assert.True(clock.Elapsed.TotalMilliseconds < Patience && !server.HasExited, "The Notebook's server does not answer.");
            try
            {
                await Page.GotoAsync($"http://127.0.0.1:{port}/notebooks/{file}?token={Token}");
                break;
            }
            catch (PlaywrightException e) when (e.Message.Contains("ERR_CONNECTION_REFUSED"))
            {
            }
        }
        await Until("window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        // The folder may be the checkout's: after two minutes the page would write the notebook there, with what this run made of it.
        await Page.EvaluateAsync("Jupyter.notebook.set_autosave_interval(0)");
    }

    /// <summary>Chooses from a menu as a person does.</summary>
    /// <param name="menu">The id of the menu's title.</param>
    /// <param name="item">The id of the entry.</param>
    public async Task Choose(string menu, string item)
    {
        await Page.ClickAsync($"#{menu}");
        await Page.ClickAsync($"#{item} a");
    }

    /// <summary>Waits until something holds in the page.</summary>
    public Task Until(string condition) => Page.WaitForFunctionAsync($"() => Boolean({condition})");

    /// <summary>Waits until no cell runs or waits.</summary>
    public Task UntilIdle() => Until("Jupyter.notebook.get_cells().every(c => !c.element.hasClass('running')) && !Jupyter.notebook.kernel_busy");

    /// <summary>Puts code into a new last cell and runs it.</summary>
    public Task Run(string code) => Page.EvaluateAsync("code => { const cell = Jupyter.notebook.insert_cell_at_bottom('code'); cell.set_text(code); cell.execute(); }", code);

    /// <summary>What stands below the last cell.</summary>
    public Task<string> LastOutput() => Page.EvaluateAsync<string>("Jupyter.notebook.get_cells().slice(-1)[0].output_area.element.text()");

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        if (!server.HasExited) server.Kill(entireProcessTree: true);
        server.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
