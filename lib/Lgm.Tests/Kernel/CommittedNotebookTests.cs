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

    // The set is on no package registry; files of its official format and size, with generated images, show that the notebook's every cell runs.
    [Fact]
    [Trait("Category", "Slow")]
    public void TheCifar100NotebookRunsOnFilesOfTheOfficialFormat()
    {
        using var folder = new TemporaryFolder();
        var set = DataSetCatalogue.Load().Find("cifar-100");
        var place = Directory.CreateDirectory(folder[set.Folders[0]]).FullName;
        foreach (var file in set.Files) File.WriteAllBytes(Path.Combine(place, file.Names[0]), TintedRecords(file.Size / 3074));
        var environment = new Dictionary<string, string?> { ["LGM_DATA"] = folder.Path, ["LGM_UNOFFICIAL"] = "1" };
        using var run = new LgmProcess("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lgm.Cli.dll"), "notebook", "run", Path.Combine(s_repository, "notebooks", "04-cifar100.ipynb"), "-o", folder["out.ipynb"]], environment, s_repository);
        var outcome = run.End(TimeSpan.FromMinutes(15));
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.All(Notebook.Load(folder["out.ipynb"]).Cells.Where(c => c.IsCode), c => Assert.NotNull(c.ExecutionCount));
    }

    // A coarse label, a fine one, and 3 x 32 x 32 pixels: noise around a grey of the class's own.
    private static byte[] TintedRecords(long count)
    {
        var random = new Random(1);
        var records = new byte[count * 3074];
        random.NextBytes(records);
        for (var i = 0; i < count; i++)
        {
            var record = records.AsSpan(i * 3074, 3074);
            var label = i % 100;
            (record[0], record[1]) = ((byte)(label / 5), (byte)label);
            foreach (ref var pixel in record[2..]) pixel = (byte)(pixel / 4 + label % 5 * 40);
        }
        return records;
    }
}
