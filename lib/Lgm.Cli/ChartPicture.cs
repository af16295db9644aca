using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Newtonsoft.Json.Linq;
using Plotly.NET;
using Plotly.NET.ImageExport;
using Trace = Plotly.NET.Trace;

namespace Lgm.Cli;

/// <summary>A chart's JSON as a PNG, drawn by the Chromium of this machine.</summary>
internal static class ChartPicture
{
    private static readonly string[] s_browsers = ["chromium", "chromium-browser", "google-chrome"];

    /// <param name="figure">Plotly's JSON: data and layout.</param>
    /// <returns>The PNG in base64, as large as the layout says.</returns>
    /// <exception cref="WorkbookException">There is no such browser, or it does not draw.</exception>
    public static string Png(JsonNode figure)
    {
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).SelectMany(folder => s_browsers.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new WorkbookException("install Chromium (Debian: apt-get install chromium) and run it again.");
        PuppeteerSharpRendererOptions.localBrowserExecutablePath = FSharpOption<string>.Some(browser);
        // Root, as in a container, has no sandbox; and nothing is to be asked of a network.
        PuppeteerSharpRendererOptions.launchOptions.Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
        try
        {
            IGenericChartRenderer renderer = new PuppeteerSharpRenderer();
            var url = renderer.RenderPNG((int?)figure["layout"]?["width"] ?? 700, (int?)figure["layout"]?["height"] ?? 450, 1, Chart(figure));
            return url[(url.IndexOf(',') + 1)..];
        }
        catch (Exception e)
        {
            throw new WorkbookException($"{Path.GetFileName(browser)} drew none ({e.Message.Split('\n')[0].TrimEnd('.')}): check that it starts (`{Path.GetFileName(browser)} --headless --dump-dom about:blank`).", e);
        }
    }

    private static GenericChart Chart(JsonNode figure)
    {
        var json = JObject.Parse(figure.ToJsonString());
        var (traces, layout) = (new List<Trace>(), new Layout());
        foreach (var data in json["data"]!.Cast<JObject>())
        {
            var trace = new Trace((string?)data["type"] ?? "scatter");
            foreach (var (name, value) in data) if (name != "type") trace.SetProperty(name, value);
            traces.Add(trace);
        }
        foreach (var (name, value) in (JObject?)json["layout"] ?? []) layout.SetProperty(name, value);
        // With the plotly.js that Plotly.NET carries, or the page would wait for a network.
        var whole = DisplayOptions.setPlotlyReference(PlotlyJSReference.Full).Invoke(DisplayOptions.initCDNOnly());
        return GenericChart.setDisplayOptions(whole, GenericChart.fromFigure(Figure.create(ListModule.OfSeq(traces), layout)));
    }
}
