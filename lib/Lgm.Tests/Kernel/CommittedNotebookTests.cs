using Lgm.Data;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Linting;
using Lgm.Tests.Cli;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>The notebooks of this repository keep the house's rules, and run from top to bottom through the runner.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class CommittedNotebookTests
{
    private static readonly string s_repository = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");

    private static readonly string[] s_notebooks = [.. Directory.GetFiles(Path.Combine(s_repository, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    [Fact]
    public void TheyKeepTheRules() => Assert.Empty(s_notebooks.SelectMany(path => NotebookLint.Check(Notebook.Load(path)).Select(fault => $"{Path.GetFileName(path)}: {fault}")));

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void TheyRun()
    {
        Skip.If(s_notebooks.Length == 0, "There are no notebooks yet.");
        using var folder = new TemporaryFolder();
        List<string> skipped = [];
        foreach (var path in s_notebooks)
        {
            // The page of a notebook is made too: what it needs beside the cells is tried with it.
            using var run = new LgmProcess("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lgm.Cli.dll"), "notebook", "run", path, "-o", folder[Path.GetFileName(path)], "--html"], new Dictionary<string, string?>(), s_repository);
            var outcome = run.End(TimeSpan.FromMinutes(15));
            if (outcome.ExitCode == 6) skipped.Add($"{Path.GetFileName(path)}: {outcome.Errors.Trim()}");
            else Assert.True(outcome.ExitCode == 0, outcome.ToString());
            Assert.Contains("</html>", File.ReadAllText(folder[Path.GetFileNameWithoutExtension(path) + ".html"]));
        }
        Skip.If(skipped.Count > 0, string.Join("; ", skipped));
    }
}
