using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Export;

/// <summary>
/// Gives figures in outputs a PNG beside their plotly JSON, for readers that run no script (GitHub, nbviewer): one
/// headless Chromium draws all figures of a notebook. Libraries never start a browser; this is the runner's work.
/// </summary>
internal static partial class FigurePictures
{
    private const string Png = "image/png";
    private static readonly string[] s_browsers = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>The browser on this machine; null where there is none.</summary>
    public static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => s_browsers.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Whether a figure in the notebook has no picture yet.</summary>
    public static bool AreMissing(Notebook notebook) => notebook.Cells.Any(c => c.IsCode && c.Outputs.Any(IsBare));

    /// <summary>Adds the pictures; a figure that cannot be drawn stays without one.</summary>
    /// <returns>How many figures have none.</returns>
    /// <exception cref="NotebookException">The browser does not work.</exception>
    public static int Add(Notebook notebook, string plotlyScript, string browser)
    {
        var cells = notebook.Cells.Where(c => c.IsCode).Select(c => (Cell: c, c.Outputs)).Where(c => c.Outputs.Any(IsBare)).ToArray();
        JsonObject[] data = [.. cells.SelectMany(c => c.Outputs).Where(IsBare).Select(o => o!["data"]!.AsObject())];
        var pictures = Draw([.. data.Select(d => d[PipeOutput.Plotly]!.ToJsonString())], plotlyScript, browser);
        foreach (var (figure, picture) in data.Zip(pictures))
        {
            if (picture is null) continue;
            // In the order of MIME types, as Jupyter writes them.
            var forms = figure.Append(KeyValuePair.Create(Png, (JsonNode?)picture)).OrderBy(f => f.Key, StringComparer.Ordinal).ToArray();
            figure.Clear();
            foreach (var (mimeType, form) in forms) figure[mimeType] = form;
        }
        foreach (var (cell, outputs) in cells) cell.Outputs = outputs;
        return pictures.Count(p => p is null);
    }

    private static bool IsBare(JsonNode? output) => output?["data"] is JsonObject data && data[PipeOutput.Plotly] is JsonObject && !data.ContainsKey(Png);

    private static string?[] Draw(string[] figures, string plotlyScript, string browser)
    {
        var folder = Directory.CreateTempSubdirectory("lgm-figures-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, Page(figures, plotlyScript));
            // The profile is new, so that nothing of the user's is read or left; root, as in a container, has no sandbox.
            var start = new ProcessStartInfo(browser,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=60000", "--dump-dom", $"file://{page}",
            ]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
            using var process = Start(start);
            _ = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(s_patience)) process.Kill(entireProcessTree: true);
            var found = Pictures().Match(output.GetAwaiter().GetResult());
            if (!found.Success) throw Useless(browser);
            return JsonSerializer.Deserialize<string?[]>(found.Groups[1].Value)!;
        }
        finally
        {
            try { Directory.Delete(folder, recursive: true); }
            catch (IOException) { }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try { return Process.Start(start)!; }
        catch (Win32Exception e) { throw Useless(start.FileName, e); }
    }

    private static NotebookException Useless(string browser, Exception? cause = null) =>
        new($"{Path.GetFileName(browser)} drew no figures: check that it starts (`{Path.GetFileName(browser)} --headless --dump-dom about:blank`).", cause);

    // Inside a script element "</script>" and "<!--" end or change the script wherever they stand, strings included.
    private static string Page(string[] figures, string plotlyScript) => $$"""
        <!DOCTYPE html><meta charset="utf-8"><body><script>{{plotlyScript}}</script><script>
        const figures = [{{string.Join(",\n", figures).Replace("<", "\\u003c", StringComparison.Ordinal)}}];
        (async () => {
          const pictures = [];
          for (const figure of figures) {
            try {
              const size = { width: figure.layout?.width ?? 700, height: figure.layout?.height ?? 450 };
              const url = await Plotly.toImage(figure, { format: "png", scale: 2, ...size });
              pictures.push(url.slice(url.indexOf(",") + 1));
            } catch { pictures.push(null); }
          }
          for (const script of document.querySelectorAll("script")) script.remove();
          const element = document.createElement("pre");
          element.id = "pictures";
          element.textContent = JSON.stringify(pictures);
          document.body.append(element);
        })();
        </script></body>
        """;

    [GeneratedRegex("<pre id=\"pictures\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Pictures();
}
