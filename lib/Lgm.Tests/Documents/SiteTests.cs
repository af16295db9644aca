using Microsoft.Playwright;

namespace Lgm.Tests.Documents;

/// <summary>The pages of environment/site.sh in Chromium, which reaches no network.</summary>
[Trait("Category", "Slow")]
public sealed partial class SiteTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // What a reader would miss on a page, a sentence each.
    private const string Faults = """
        () => [
          ...[...document.images].filter(i => !i.complete || i.naturalWidth < 50).map(i => `picture ${i.getAttribute('src')} is not there`),
          ...[...document.images].filter(i => !i.hasAttribute('alt')).map(i => `picture ${i.getAttribute('src')} has no words`),
          ...MathJax.Hub.getAllJax().filter(j => !(j.SourceElement().previousSibling.getBoundingClientRect().width > 0)).map(j => `formula ${j.originalText} has no size`),
          ...(document.querySelector('main').innerText.includes('|---') ? ['a table is text'] : []),
          ...[...document.querySelectorAll('merror')].map(e => `formula is not set: ${e.textContent}`),
          ...[...document.links].filter(a => a.hash && a.pathname === location.pathname && !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => `link ${a.hash} leads nowhere`),
          ...(document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide on a screen of ${innerWidth}`] : []),
        ]
        """;

    [SkippableFact]
    public async Task EveryPageIsWholeWithoutANetworkAndEachFaultIsSeen()
    {
        var site = Path.Combine(folder.Path, "site");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await NotebookTool.NeedBrowser(playwright);
        var (code, said) = NotebookTool.Run(NotebookTool.Root, "bash", "environment/site.sh", NotebookTool.Folder, site);
        Skip.If(said.Contains("Pages need nbconvert", StringComparison.Ordinal), said);
        Assert.True(code == 0, said);
        File.WriteAllText(folder["mine"], "");
        var (refused, why) = NotebookTool.Run(NotebookTool.Root, "bash", "environment/site.sh", NotebookTool.Folder, folder.Path);
        Assert.True(refused == 1 && why.Contains("holds something else", StringComparison.Ordinal) && File.Exists(folder["mine"]), why);
        var notebooks = Directory.GetFiles(NotebookTool.Folder, "*.ipynb");
        var pages = Directory.GetFiles(site, "*.html").Select(file => Path.GetFileName(file)).ToList();
        // An index and three pages of results beside them.
        Assert.Equal(notebooks.Length + 4, pages.Count);
        var formulas = new Dictionary<string, int>();
        foreach (var page in pages)
        {
            (var faults, formulas[page]) = await Look(browser, site, page);
            Assert.Equal([], faults.Select(fault => $"{page}: {fault}"));
        }
        foreach (var notebook in notebooks)
        {
            var (source, page) = (new CommittedNotebook(notebook), Path.GetFileNameWithoutExtension(notebook) + ".html");
            Assert.Equal(Formula().Count(Code().Replace(source.Prose, "")), formulas[page]);
            Assert.Equal(source.Code.SelectMany(cell => cell.Outputs).Count(output => output!["data"]?["image/png"] is not null), Regex.Count(File.ReadAllText(Path.Combine(site, page)), "<img "));
        }
        Assert.Equal(notebooks.Length, Regex.Count(File.ReadAllText(Path.Combine(site, "index.html")), "<li><a href=\"[^\"]+\"><img [^>]+><h2>[^<]+</h2><p>[^<]+[.?!]</p></a></li>"));

        File.WriteAllText(Path.Combine(site, "spoilt.html"), File.ReadAllText(Path.Combine(site, "index.html")).Replace("</main>", """
            <p>|---|</p><p>$\nothing$ and $\frac{1$</p><a href="gone.html">a</a><a href="#gone">b</a><img src="gone.png"><script src="http://localhost:1/x.js"></script><pre style="overflow: visible">
            """ + new string('x', 999) + "</pre></main>"));
        var spoilt = (await Look(browser, site, "spoilt.html")).Faults;
        foreach (var expected in new[] { "a table", "Undefined control sequence", "Missing close brace", "gone.html is not", "#gone", "gone.png is", "gone.png has", "x.js", "on a screen of 1300", "on a screen of 390" })
            Assert.Contains(spoilt, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    private static async Task<(List<string> Faults, int Formulas)> Look(IBrowser browser, string site, string name)
    {
        var faults = new List<string>();
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1300, Height = 900 } });
        page.Request += (_, request) => { if (!request.Url.StartsWith("file://", StringComparison.Ordinal)) faults.Add($"asks for {request.Url}"); };
        page.RequestFailed += (_, request) => faults.Add($"did not get {request.Url}");
        await page.GotoAsync($"file://{site}/{name}");
        await page.EvaluateAsync("() => new Promise(done => MathJax.Hub.Queue(done))");
        foreach (var width in new[] { 1300, 390 })
        {
            await page.SetViewportSizeAsync(width, 900);
            faults.AddRange(await page.EvaluateAsync<string[]>(Faults));
        }
        foreach (var link in await page.EvaluateAsync<string[]>("() => [...document.links].filter(a => a.protocol === 'file:').map(a => decodeURIComponent(a.pathname))"))
            if (!File.Exists(link) || !link.StartsWith(site, StringComparison.Ordinal)) faults.Add($"{link} is not there");
        var formulas = await page.EvaluateAsync<int>("() => MathJax.Hub.getAllJax().length");
        await page.CloseAsync();
        return (faults, formulas);
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex(@"\$\$.+?\$\$|\$[^$\n]+\$", RegexOptions.Singleline)]
    private static partial Regex Formula();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();
}
