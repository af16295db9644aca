using Lgm.Cli;

namespace Lgm.Tests.Experiments;

/// <summary>A table in a document is made from a result file that the code of this repository wrote.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Ledger ledger;

    public LedgerTests()
    {
        ledger = new(folder.Path);
        new RunRecord(
            "recognition", "quick", new RecognitionOptions { Features = 2 }, new RecognitionResult(["a", "b"], [new("softmax", 0.975, [0.1])]),
            new("0123456789ab", "1.13", "cpu", "a machine", 2, "float32", 12.3)).Save(folder["notebooks/results/a.json"]);
        Document("Before.\n<!-- table: notebooks/results/a.json -->\n<!-- end of table -->\nThe paper says 99.02 %.\n");
    }

    [Fact]
    public void TheWorkbooksOwnTablesAreThoseOfItsResults() => Assert.Empty(new Ledger(NotebookTool.Root).Faults());

    // A network that was trained anew makes the results about it old, and a result of a changed checkout could not be made again.
    [Fact]
    public void TheWorkbooksResultsAreOfCommittedCodeAndOfTheNetworksThatAreHere()
    {
        string[] Of(string folder) => [.. Directory.GetFiles(Path.Combine(NotebookTool.Root, folder), "*.json", SearchOption.AllDirectories).SelectMany(f => Regex.Matches(File.ReadAllText(f), "\"WeightsSha256\": \"([0-9a-f]+)\"")).Select(m => m.Groups[1].Value).Distinct()];
        var named = Of("notebooks/results");
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Of("data")));
        foreach (var file in Directory.GetFiles(Path.Combine(NotebookTool.Root, "notebooks", "results"), "*-*.json"))
        {
            var record = RunRecord.Load(file);
            Assert.Matches("^[0-9a-f]{12}$", record.Provenance.Commit);
            Assert.All(record.Tables(), table => Assert.InRange(table.Notes.Count, 0, 2));
        }
    }

    // An attack that leaves images as they were would look like a good defence.
    [Fact]
    public void NoStoredAttackLeftOneInAHundredImagesUnchanged()
    {
        var results = Directory.GetFiles(Path.Combine(NotebookTool.Root, "notebooks", "results"), "detection-*.json", SearchOption.AllDirectories).Select(f => RunRecord.Load(f).Result);
        double[] shares = [.. results.OfType<DetectionResult>().SelectMany(r => r.Cells).Select(c => c.Unchanged ?? 0)];
        Assert.True(shares.Length > 100);
        Assert.All(shares, share => Assert.InRange(share, 0, 0.0099));
    }

    [Fact]
    public void ATableIsMadeFromItsResultAndThenHolds()
    {
        Assert.Contains("lgm results --write", Assert.Single(ledger.Faults()));
        Assert.Equal(["README.md"], ledger.Write());
        Assert.Contains("| Softmax | 99.02 | 97.50 |", File.ReadAllText(folder["README.md"]));
        Assert.Empty(ledger.Faults());
        Assert.Empty(ledger.Write());
        Document(File.ReadAllText(folder["README.md"]).Replace("97.50", "97.51"));
        Assert.Contains("not what that file says", Assert.Single(ledger.Faults()));
    }

    [Fact]
    public void ATableWithoutAnEndOrAFileIsNoticed()
    {
        Document("<!-- table: notebooks/results/a.json -->\n");
        Assert.Contains("no end mark", Assert.Single(ledger.Faults()));
        Document("<!-- summary: notebooks/results/b.json -->\n<!-- end of summary -->\n");
        Assert.Contains("b.json does not exist", Assert.Single(ledger.Faults()));
    }

    [Fact]
    public void AGroupOfASweepLinksEachSeedToItsResult()
    {
        Directory.CreateDirectory(folder["notebooks/sweeps"]);
        File.WriteAllText(folder["notebooks/sweeps/s.json"], """[{ "group": "G", "title": "two features", "experiment": "recognition", "options": { "Features": 2, "Losses": "softmax" }, "seeds": [1, 2] }]""");
        var first = Sweep.Load(folder["notebooks/sweeps/s.json"]).Runs[0];
        new RunRecord("recognition", "quick", first.Options, new RecognitionResult(["a", "b"], [new("softmax", 0.975, [0.1])]), new("0123456789ab", "1.13", "cpu", "a machine", 2, "float32", 12.3)).Save(folder[$"notebooks/results/sweeps/{SweepResults.Name(first)}"]);
        Document("<!-- sweep: notebooks/sweeps/s.json | G | ours, last epoch -->\n<!-- end of sweep -->\n");
        Assert.Equal(["README.md"], ledger.Write());
        Assert.Contains($"| run | seeds | ours, last epoch |\n|---|---|---|\n| two features | [1](notebooks/results/sweeps/{SweepResults.Name(first)}), 1 not yet run | 97.50 |\n", File.ReadAllText(folder["README.md"]));
        Assert.Empty(ledger.Faults());
    }

    private void Document(string text) => File.WriteAllText(folder["README.md"], text);

    public void Dispose() => folder.Dispose();
}
