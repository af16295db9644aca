using System.Text.RegularExpressions;
using Lgm.Data;
using Lgm.Experiments;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>A number in README comes from a result file that the code of this repository wrote.</summary>
public partial class ReadmeTests
{
    private static readonly string Repository = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");

    [GeneratedRegex(@"<!-- table: (\S+) -->\n(.*?)<!-- end of table -->", RegexOptions.Singleline)]
    private static partial Regex Tables();

    private static string Readme => File.ReadAllText(Path.Combine(Repository, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void EveryTableIsGeneratedFromItsResultFile()
    {
        var tables = Tables().Matches(Readme);
        Assert.NotEmpty(tables);
        foreach (Match table in tables)
        {
            var record = RunRecord.Load(Path.Combine(Repository, table.Groups[1].Value));
            var generated = ExperimentCatalogue.Find(record.Experiment).Table(record, PaperNumbers.Load()).ToMarkdown();
            Assert.Equal(generated, table.Groups[2].Value);
        }
    }

    [Fact]
    public void NoTableStandsOutsideTheMarks()
    {
        var rest = Tables().Replace(Readme, "");
        Assert.DoesNotMatch(new Regex(@"^\|.*\bours\b", RegexOptions.Multiline), rest);
    }

    [Fact]
    public void TheTimeAndHardwareItSaysAreThoseOfTheResult()
    {
        foreach (Match table in Tables().Matches(Readme))
        {
            var provenance = RunRecord.Load(Path.Combine(Repository, table.Groups[1].Value)).Provenance;
            Assert.Contains(FormattableString.Invariant($"{provenance.Seconds:F0} s on {provenance.Hardware}"), Readme);
            Assert.DoesNotContain("+changes", provenance.Commit);
        }
    }

    [Fact]
    public void EveryFileItNamesIsThere()
    {
        foreach (Match link in Regex.Matches(Readme, @"\]\((?!https?:|#)([^)#]+)\)"))
            Assert.True(Path.Exists(Path.Combine(Repository, link.Groups[1].Value)), $"README links to {link.Groups[1].Value}, which is not there");
    }
}
