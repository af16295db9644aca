using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>Several notebooks, their pages, and the page that leads to them.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class NotebookIndexTests(TemporaryWorkbook workbook)
{
    private readonly string folder = workbook.Folder();

    [Fact]
    public void EveryNotebookHasARowAndWhatWasSkippedHasNotPassed()
    {
        Write("01-good", "# A good one\n\nIt works. More of it.\n\n## Part", "1");
        Write("02-bad", "# A <bad> one", "throw new Exception(\"bad\");");
        Write("03-without", "# Without data", $"#r \"{Path.Combine(workbook.Program, "Lgm.dll")}\"\nthrow new Lgm.Data.MissingDataException(\"Little is not on this machine.\");");
        var all = Run("01-good 02-bad 03-without", $"--report {Path.Combine(folder, "junit.xml")}");
        Assert.True(all.ExitCode == 3, all.ToString());
        Assert.Contains("(1 passed, 1 failed, 1 skipped: data)", all.Output);
        var index = File.ReadAllText(Path.Combine(folder, "out", "index.html"));
        Assert.Equal(["""<a href="01-good.html">A good one</a></td><td><p>It works.</p></td><td>passed""", """<a href="02-bad.html">A &lt;bad&gt; one</a></td><td></td><td>failed: &quot;A &lt;bad&gt; one&quot;""",
            """<a href="03-without.html">Without data</a></td><td></td><td>skipped: data"""], Regex.Matches(index, "<tr><td>(<a.*?)</td></tr>").Select(m => m.Groups[1].Value));
        foreach (Match link in Regex.Matches(index, "href=\"(.*?)\"")) Assert.Contains("</html>", File.ReadAllText(Path.Combine(folder, "out", link.Groups[1].Value)));
        Assert.Equal([("0", "0"), ("1", "0"), ("0", "1")], XDocument.Load(Path.Combine(folder, "junit.xml")).Root!.Elements("testsuite").Select(s => (s.Attribute("failures")!.Value, s.Attribute("skipped")!.Value)));

        Assert.StartsWith("skipped: data. Little is not on this machine", XDocument.Load(Path.Combine(folder, "junit.xml")).Descendants("skipped").First().Attribute("message")!.Value);

        var rest = Run("01-good 03-without");
        Assert.True(rest.ExitCode == 6, rest.ToString());
        Assert.Contains("1 passed, 1 skipped: data", rest.Output);
    }

    [Theory]
    [InlineData("a b", "", "--index needs a folder", "-o")]
    [InlineData("a", "-o b.ipynb", "--index needs a folder", "-o")]
    [InlineData("a index", "-o {0}/out/", "index.ipynb would be written over")]
    public void AnIndexNeedsAPlaceOfItsOwn(string names, string output, params string[] said)
    {
        foreach (var name in names.Split(' ')) Write(name, "1");
        workbook.Run($"notebook run {Paths(names)} {string.Format(output, folder)} --index").Failed(said);
    }

    [Theory]
    [InlineData("# T\n\nOne idea.", "<p>One idea.</p>")]
    [InlineData("# T\n\nWan et al. (2018) write $p_k$ in Eq. 3. It is *new*.", "<p>Wan et al. (2018) write <span class=\"math\">\\(p_k\\)</span> in Eq. 3.</p>")]
    [InlineData("# T\n\nWithout a stop\nover two lines", "<p>Without a stop\nover two lines</p>")]
    [InlineData("# T", "")]
    public void TheFirstSentenceIsWhatItIsAbout(string prose, string html)
    {
        var notebook = Notebook.Parse(NotebookText.Bytes(NotebookText.Of(prose, "1")));
        Assert.Contains($"<td>T</td><td>{html}</td><td>not run</td>", NotebookIndex.Write([new IndexEntry(notebook, "a.html", null)], null));
    }

    private CliOutcome Run(string names, string options = "") => workbook.Run($"notebook run {Paths(names)} -o {Path.Combine(folder, "out")}/ --index {options}");

    private string Paths(string names) => string.Join(' ', names.Split(' ').Select(n => Path.Combine(folder, n + ".ipynb")));

    private void Write(string name, params string[] cells) => File.WriteAllText(Path.Combine(folder, name + ".ipynb"), NotebookText.Of(cells));
}
