using System.Buffers.Binary;
using System.Diagnostics;
using Lgm.Data;
using Lgm.Figures;
using Xunit;

namespace Lgm.Tests.Figures;

/// <summary>environment/figure-to-png.sh with the real plotly.js and a real browser, where both are installed.</summary>
public sealed class FigureToPngTests
{
    /// <summary>A front end's module loader must not swallow the script that the notebook form brings.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public void TheNotebookFormDrawsBesideAModuleLoader()
    {
        SkipWithoutBrowser();
        var folder = Directory.CreateTempSubdirectory("lgm-png-");
        try
        {
            var html = new StringWriter();
            var formatter = new FigureFormatterSource().CreateTypeFormatters().Cast<DisplayForm<Figure>>().Single(f => f.MimeType == FigureFormatterSource.HtmlMime);
            Assert.True(formatter.Format(Drawn.Kinds["roc"]("Curves"), html));
            var page = Path.Combine(folder.FullName, "cell.html");
            var picture = Path.Combine(folder.FullName, "cell.png");
            File.WriteAllText(page, $"<meta charset=\"utf-8\"><script>function define() {{ }} define.amd = {{}};</script>{html}");
            var (code, said) = Run(page, picture, "800", "540");
            Assert.True(code == 0, said);
            Assert.True(new FileInfo(picture).Length > 30_000, "the figure was not drawn");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void TheScriptDrawsAPageAtTwiceItsSize()
    {
        SkipWithoutBrowser();
        var folder = Directory.CreateTempSubdirectory("lgm-png-");
        try
        {
            var page = Path.Combine(folder.FullName, "a page.html");
            var picture = Path.Combine(folder.FullName, "pictures", "a.png");
            Drawn.Kinds["roc"]("Curves").SaveHtml(page, PlotlyScript.Find());
            var (code, said) = Run(page, picture);
            Assert.True(code == 0, said);
            var png = File.ReadAllBytes(picture);
            Assert.Equal(1600, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            Assert.Equal(1040, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
            // A blank page of that size compresses to less than ten kilobytes.
            Assert.True(png.Length > 30_000, $"{png.Length} bytes: the figure was not drawn");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void AMissingPageIsNamed()
    {
        var (code, said) = Run("no/such/page.html", "out.png");
        Assert.Equal(1, code);
        Assert.Contains("there is no page no/such/page.html", said);
    }

    private static void SkipWithoutBrowser()
    {
        Skip.If(PlotlyScript.Locate() is null, "plotly.js is not installed here");
        Skip.If(!new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.Any(File.Exists), "no Chromium here");
    }

    private static (int Code, string Said) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Checkout, "environment", "figure-to-png.sh"), .. arguments])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static string Checkout => WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");
}
