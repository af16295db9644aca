using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Lgm.Kernel.Export;

/// <summary>
/// Formulas of prose, <c>$...$</c> within a line and <c>$$...$$</c> on their own. In a page they stand as typed, and our
/// own copy of KaTeX, which the page then carries with styles and fonts, sets them.
/// </summary>
internal sealed partial class Formulas : IMarkdownExtension
{
    private const string InRepository = "environment/katex/node_modules/katex/dist", Mark = "class=\"math\"";

    /// <summary>Sets what stands between the marks; a formula that cannot be read is shown in red.</summary>
    private const string Setting = """
        addEventListener("DOMContentLoaded", () => {
          for (const element of document.querySelectorAll(".math")) {
            const text = element.textContent.trim();
            katex.render(text.slice(2, -2), element, { displayMode: text.startsWith("\\["), throwOnError: false, strict: false });
          }
        });
        """;

    /// <summary>The copy that <c>environment/setup.sh</c> installed in the repository around the program or the current folder; null where there is none.</summary>
    public static string? Locate() => new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.SelectMany(AndParents)
        .Select(folder => Path.Combine(folder, InRepository)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "katex.min.js")));

    /// <summary>Whether there are formulas in a page's body.</summary>
    public static bool AreIn(string html) => html.Contains(Mark, StringComparison.Ordinal);

    /// <summary>What a page with formulas has in its head.</summary>
    /// <param name="folder">KaTeX's <c>dist</c>.</param>
    /// <exception cref="NotebookException">A file of it is missing.</exception>
    public static string Head(string folder)
    {
        try
        {
            // Every browser that is in use reads woff2, the first of three forms of each font.
            var styles = FontSource().Replace(File.ReadAllText(Path.Combine(folder, "katex.min.css")), match =>
                $"src:url(data:font/woff2;base64,{Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, match.Groups[1].Value)))}) format(\"woff2\")");
            return $"<style>{styles}</style>\n<script>{File.ReadAllText(Path.Combine(folder, "katex.min.js"))}</script>\n<script>{Setting}</script>\n";
        }
        catch (IOException e)
        {
            throw new NotebookException($"KaTeX in {folder} is not whole ({e.Message.TrimEnd('.')}): install it anew with environment/setup.sh.", e);
        }
    }

    /// <summary>Markdown in which a formula of several lines that begins or ends beside its dollars, as notebooks have it, has these on lines of their own, as Markdig wants them.</summary>
    public static string OnLinesOfTheirOwn(string markdown) => Displayed().Replace(markdown.ReplaceLineEndings("\n"), "$$$$\n$1\n$$$$");

    public void Setup(MarkdownPipelineBuilder pipeline) { }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) => ((HtmlRenderer)renderer).ObjectRenderers.Replace<HtmlMathInlineRenderer>(new Inline());

    private static IEnumerable<string> AndParents(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    // Two dollars within one line are a formula of its own all the same.
    private sealed class Inline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula)
        {
            var (left, right) = formula.DelimiterCount == 2 ? (@"\[", @"\]") : (@"\(", @"\)");
            renderer.Write($"<span {Mark}>{left}").WriteEscape(ref formula.Content).Write($"{right}</span>");
        }
    }

    [GeneratedRegex(@"^\$\$[ \t\n]*([^$\n][^$]*?)[ \t\n]*\$\$[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Displayed();

    [GeneratedRegex("src:url\\((fonts/[^)]+\\.woff2)\\)[^;}]*")]
    private static partial Regex FontSource();
}
