using Lgm.Kernel.Export;
using Microsoft.Playwright;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>A file in Debian's Chromium without a network; keeps what the page complains of, and what it asks others for.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly string[] s_own = ["file:", "data:", "blob:"];
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<string> complaints = [];

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.Request += (_, request) => Complain(!s_own.Any(scheme => request.Url.StartsWith(scheme, StringComparison.Ordinal)), $"request {request.Url}");
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"console {message.Text}");
        page.PageError += (_, error) => Complain(true, $"error {error}");
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get { lock (complaints) return [.. complaints]; }
    }

    /// <summary>Opens a page and waits until it has loaded; skips the test where there is no browser.</summary>
    public static async Task<BrowserPage> Open(string path)
    {
        var chromium = FigurePictures.Browser();
        Skip.If(chromium is null, "Chromium is not installed here (Debian: apt-get install chromium).");
        Skip.IfNot(Directory.Exists(Path.Combine(AppContext.BaseDirectory, ".playwright")), "Playwright's driver does not lie beside the tests.");
        var playwright = await Playwright.CreateAsync();
        // Root, as in a container, has no sandbox.
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var context = await browser.NewContextAsync(new() { Offline = true });
        var opened = new BrowserPage(playwright, browser, await context.NewPageAsync());
        await opened.Page.GotoAsync($"file://{path}");
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private void Complain(bool isSo, string what)
    {
        lock (complaints)
        {
            if (isSo) complaints.Add(what);
        }
    }
}
