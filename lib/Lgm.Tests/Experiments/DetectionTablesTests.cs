namespace Lgm.Tests.Experiments;

/// <summary>What a detection is said to have found, from numbers made up.</summary>
public sealed class DetectionTablesTests
{
    private static DetectionCell Cell(string loss, double rate, string? source = null, double unchanged = 0, params double[] seeds) => new(
        "fgsm", "true class", loss, source, "refitted-likelihood", 0.3, 24, 0.5, unchanged, new(20, 20, new(rate, rate - 0.002, rate + 0.002), new(0.9)),
        new(10, 20, new(rate, rate - 0.002, rate + 0.002), new(0.9), new(0.8), new(0.1)), seeds.Length > 0 ? seeds : [rate]);

    private static RunRecord Record(params DetectionCell[] cells) => new(
        "detection", "cpu", new DetectionOptions { Epsilons = [0.3] },
        new DetectionResult(["a", "b"], [.. cells.Select(c => c.Loss).Distinct().Select(l => new DetectionNetwork(l, 1, 3, null, 0.99))], new("softmax", 101, 3, null, 0.98), cells),
        new("", "", "", "", 1, "", 0));

    private static IReadOnlyList<string> Summary(RunRecord record) => ExperimentCatalogue.Find("detection").Summary(record);

    [Theory]
    [InlineData(0.377, 0.10, 0.03, "as in the paper")]
    [InlineData(0.377, 0.02, 0.03, "NOT the paper's")]
    public void TheOrderOfTheLossesIsToldAsItIs(double softmax, double center, double lgm, string told)
    {
        var record = Record(Cell("softmax", softmax), Cell("center", center), Cell("lgm", lgm));
        var table = record.Table();
        Assert.Contains(Summary(record), n => n.Contains(told));
        Assert.Equal(("37.7", "37.7 [37.5, 37.9]"), (table.Rows[0][4].ToString(), table.Rows[0][5].ToString()));
        Assert.DoesNotContain("made on", table.Columns);
    }

    [Fact]
    public void ThePapersNumbersAreOfDigitsAlone()
    {
        var digits = Record(Cell("lgm", 0.03));
        var other = new RunRecord("detection", "cpu", new DetectionOptions { DataSet = "cifar-10", Epsilons = [0.3] }, digits.Result, digits.Provenance);
        Assert.Null(other.Table().Rows[0][4].Number);
        Assert.Contains(other.Table().Notes, n => n.Contains("not known here"));
    }

    [Fact]
    public void BlackBoxCellsAreNotTakenForWhiteBoxOnes()
    {
        var record = Record(Cell("lgm", 0.2, "softmax"), Cell("lgm", 0.25, DetectionCell.Surrogate), Cell("lgm", 0.03));
        var table = record.Table();
        Assert.Equal(["itself", "Softmax", "another Softmax, seed 101"], table.Rows.Select(r => r[1].ToString()));
        Assert.Equal([3.1, null, null], table.Rows.Select(r => r[5].Number));
        Assert.Contains("Black box, the same attack made on other networks and shown to L-GM: made on Softmax, 20.0 [19.8, 20.2]; made on another Softmax, seed 101, 25.0 [24.8, 25.2].", Summary(record));
    }

    [Fact]
    public void AccuraciesUnderFgsmAreOneRowForWhomEachAttackWasMadeOn()
    {
        var record = Record(Cell("lgm", 0.2, "softmax") with { Accuracy = 0.25 }, Cell("lgm", 0.3) with { Score = "feature-length" }, Cell("lgm", 0.03), Cell("lgm", 0.1) with { Epsilon = 0.1, Accuracy = null }, Cell("lgm", 0.2) with { Attack = "bim" });
        var table = record.AccuracyTable();
        Assert.Equal(["loss", "made on", "accuracy clean", "eps 0.1", "eps 0.3"], table.Columns);
        Assert.Equal([["L-GM", "itself", "99.00", "", "50.0"], ["L-GM", "Softmax", "99.00", "", "25.0"]], table.Rows.Select(r => r.Select(c => c.ToString()).ToArray()));
        Assert.Equal(2, Record(Cell("lgm", 0.2)).Tables().Count());
        Assert.Single(Record(Cell("lgm", 0.2) with { Attack = "bim" }).Tables());
        Assert.Contains("print its Table", Assert.Throws<WorkbookException>(() => new RunRecord("detection", "cpu", new DetectionOptions(), null, record.Provenance, "diverged").AccuracyTable()).Message);
    }

    [Theory]
    [InlineData(0.0099, false)]
    [InlineData(0.01, true)]
    public void TooManyUnchangedDigitsAreToldWhereTheNumberStands(double unchanged, bool over)
    {
        var table = Record(Cell("softmax", 0.3), Cell("lgm", 0.03, null, unchanged)).Table();
        Assert.Equal(["0.00", FormattableString.Invariant($"{unchanged * 100:0.00}") + (over ? ", over the limit" : "")], table.Rows.Select(r => r[^1].ToString()));
        Assert.Equal(over, table.Notes.Any(n => n.StartsWith("Over the limit: FGSM on L-GM left", StringComparison.Ordinal) && n.Contains("do not count")));
    }

    [Fact]
    public void TheMeanOverEveryWrongClassAndTheSeedsAreTold()
    {
        DetectionCell Raised(double rate, string target) => Cell("lgm", rate, null, 0, rate - 0.01, rate + 0.01) with { Attack = "likelihood-raising", Target = target };
        var record = Record(Raised(0.05, "random wrong class"), Raised(0.06, DetectionCell.EveryWrongClass));
        Assert.Contains("likelihood-raising FGSM, eps 0.3: L-GM 5.0 [4.8, 5.2].", Summary(record));
        Assert.Contains("likelihood-raising FGSM, every wrong class, eps 0.3: L-GM 6.0 [5.8, 6.2].", Summary(record));
        Assert.Equal("5.0 [4.8, 5.2], seeds 4.0 to 6.0", record.Table().Rows[0][5].ToString());
        Assert.Equal(["4.3"], DetectionTables.Headline(("ours", Record(Raised(0.05, "random wrong class"), Cell("softmax", 0.3)))).Rows.Where(r => r[0].ToString().Contains("raises")).Select(r => r[1].ToString()));
    }
}
