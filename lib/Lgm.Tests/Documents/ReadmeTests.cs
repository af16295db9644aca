using System.Text.RegularExpressions;
using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>What README says of this repository is so; its numbers are the ledger's.</summary>
public class ReadmeTests
{
    private static readonly string Repository = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");

    private static string Readme => File.ReadAllText(Path.Combine(Repository, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void EveryFileItNamesIsThere()
    {
        foreach (Match link in Regex.Matches(Readme, @"\]\((?!https?:|#)([^)#]+)\)"))
            Assert.True(Path.Exists(Path.Combine(Repository, link.Groups[1].Value)), $"README links to {link.Groups[1].Value}, which is not there");
    }
}
