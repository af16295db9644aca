using System.Text.RegularExpressions;
using Lgm.Data;
using Lgm.Experiments;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>A number in a document comes from a result file that the code of this repository wrote.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Result = "notebooks/results/a.json";
    private readonly TemporaryFolder folder = new();
    private readonly Ledger ledger;

    public LedgerTests()
    {
        ledger = new(folder.Path);
        Directory.CreateDirectory(folder["notebooks/results"]);
        Save(0.975, "0123456789ab");
        Document($"It took 12 s on a machine, libtorch 1.13.\n<!-- table: {Result} -->\n<!-- end of table -->\nThe paper says 99.02 %.\n");
    }

    [Fact]
    public void TheWorkbooksOwnNumbersAreThoseOfItsResults() => Assert.Empty(new Ledger(WorkbookFolder.Find()!).Faults());

    // A network that was trained anew makes the results about it old.
    [Fact]
    public void TheWorkbooksResultsAreOfTheNetworksThatAreHere()
    {
        var root = WorkbookFolder.Find()!;
        string[] Of(string folder) => [.. Directory.GetFiles(Path.Combine(root, folder), "*.json", SearchOption.AllDirectories).SelectMany(f => Regex.Matches(File.ReadAllText(f), "\"WeightsSha256\": \"([0-9a-f]+)\"")).Select(m => m.Groups[1].Value).Distinct()];
        var named = Of("notebooks/results");
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Of("data")));
    }

    // An attack that leaves images as they were would look like a good defence.
    [Fact]
    public void NoStoredAttackLeftOneInAHundredImagesUnchanged()
    {
        double[] shares = [.. Directory.GetFiles(Path.Combine(WorkbookFolder.Find()!, "notebooks", "results"), "*.json", SearchOption.AllDirectories)
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), @"""Unchanged"":\s*(\[[^\]]*\]|[^,\s}]+)")).SelectMany(m => m.Groups[1].Value.Trim('[', ']').Split(',')).Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(shares.Length > 100);
        Assert.All(shares, share => Assert.True(share is >= 0 and < 0.01, $"{share}"));
    }

    [Fact]
    public void ATableIsMadeFromItsResultAndThenHolds()
    {
        Assert.Contains("lgm results --write", Assert.Single(ledger.Faults()));
        Assert.Equal(["README.md"], ledger.Write());
        Assert.Contains("| Softmax | 99.02 | 97.50 |", File.ReadAllText(folder["README.md"]));
        Assert.Empty(ledger.Faults());
        Assert.Empty(ledger.Write());
    }

    [Fact]
    public void ANumberThatChangedIsNoticed()
    {
        ledger.Write();
        Document(File.ReadAllText(folder["README.md"]).Replace("97.50", "97.51"));
        Assert.Contains("not what that file says", Assert.Single(ledger.Faults()));
    }

    [Fact]
    public void ATableWithoutAnEndIsNoticed()
    {
        ledger.Write();
        Document(File.ReadAllText(folder["README.md"]) + "<!-- table: notebooks/results/a.json -->\n");
        Assert.Contains("no end mark", Assert.Single(ledger.Faults()));
    }

    [Theory]
    [InlineData("0123456789ab+changes")]
    [InlineData("unknown")]
    public void AResultOfUncommittedCodeIsNoticed(string commit)
    {
        Save(0.975, commit);
        ledger.Write();
        Assert.Contains("not committed", Assert.Single(ledger.Faults()));
    }

    [Fact]
    public void AnotherTimeAndAMissingFileAreNoticed()
    {
        ledger.Write();
        Document(File.ReadAllText(folder["README.md"]).Replace("12 s", "11 s"));
        Assert.Contains("stand nowhere", Assert.Single(ledger.Faults()));
        File.Delete(folder[Result]);
        Assert.Contains("does not exist", Assert.Single(ledger.Faults()));
    }

    private void Document(string text) => File.WriteAllText(folder["README.md"], text);

    private void Save(double accuracy, string commit) => new RunRecord
    {
        Experiment = "recognition", Preset = "quick", Options = [], Provenance = new(commit, "1.13", "cpu", "a machine", 2, "float32", 12.3),
        Result = System.Text.Json.JsonSerializer.SerializeToNode(new RecognitionResult([], 2, 0, [new("softmax", accuracy, [])]), RunRecord.Json)!.AsObject(),
    }.Save(folder[Result]);

    public void Dispose() => folder.Dispose();
}
