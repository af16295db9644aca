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

    public static TheoryData<string> Names => [.. s_notebooks.Select(path => Path.GetFileName(path)!)];

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void ItRuns(string name)
    {
        using var folder = new TemporaryFolder();
        // The page of a notebook is made too: what it needs beside the cells is tried with it.
        using var run = new LgmProcess("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lgm.Cli.dll"), "notebook", "run", Path.Combine(s_repository, "notebooks", name), "-o", folder[name], "--html"], new Dictionary<string, string?>(), s_repository);
        var outcome = run.End(TimeSpan.FromMinutes(15));
        Assert.True(outcome.ExitCode is 0 or 6, outcome.ToString());
        Assert.Contains("</html>", File.ReadAllText(folder[Path.ChangeExtension(name, ".html")]));
        Skip.If(outcome.ExitCode == 6, outcome.Errors.Trim());
    }

    // The sets are on no package registry; files of their official format and size, with generated images, show that the notebook's every cell runs.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("cifar-10", "03-cifar10.ipynb")]
    [InlineData("cifar-100", "04-cifar100.ipynb")]
    public void ItRunsOnFilesOfTheOfficialFormat(string dataSet, string name)
    {
        using var folder = new TemporaryFolder();
        var set = DataSetCatalogue.Load().Find(dataSet);
        var place = Directory.CreateDirectory(folder[set.Folders[0]]).FullName;
        foreach (var file in set.Files) File.WriteAllBytes(Path.Combine(place, file.Names[0]), TintedRecords(file.Size, set.Classes.Count));
        var environment = new Dictionary<string, string?> { ["LGM_DATA"] = folder.Path, ["LGM_UNOFFICIAL"] = "1" };
        using var run = new LgmProcess("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lgm.Cli.dll"), "notebook", "run", Path.Combine(s_repository, "notebooks", name), "-o", folder["out.ipynb"]], environment, s_repository);
        var outcome = run.End(TimeSpan.FromMinutes(15));
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.All(Notebook.Load(folder["out.ipynb"]).Cells.Where(c => c.IsCode), c => Assert.NotNull(c.ExecutionCount));
    }

    // Of CIFAR-100 a coarse label, then of both the label and 3 x 32 x 32 pixels: noise around a grey of the class's own.
    private static byte[] TintedRecords(long size, int classes)
    {
        var labels = classes == 100 ? 2 : 1;
        var (random, length) = (new Random(1), labels + 3 * 32 * 32);
        var records = new byte[size];
        random.NextBytes(records);
        for (var i = 0; i < size / length; i++)
        {
            var record = records.AsSpan(i * length, length);
            var label = i % classes;
            record[0] = (byte)(label / 5);
            record[labels - 1] = (byte)label;
            foreach (ref var pixel in record[labels..]) pixel = (byte)(pixel / 4 + label % 5 * 40);
        }
        return records;
    }
}
