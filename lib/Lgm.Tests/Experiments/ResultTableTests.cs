namespace Lgm.Tests.Experiments;

public sealed class ResultTableTests
{
    [Fact]
    public void MarkdownHasAHeadRowsAndNotes()
    {
        var table = new ResultTable("T", ["loss", "ours"], [["L-GM", Cell.Of(4.04, "0.0")], ["<b>", Cell.Of(null)]], ["One note."]);
        Assert.Equal("| loss | ours |\n|---|---|\n| L-GM | 4.0 |\n| <b> |  |\n\nOne note.\n", table.ToMarkdown());
    }

    [Fact]
    public void ACellPrintsWhatIsKnownOfItsNumber()
    {
        Assert.Equal("1.0", Cell.Of(0.96, "0.0").ToString());
        Assert.Equal("1.0 [0.9, 1.1]", Cell.Of(0.96, "0.0", (0.91, 1.08)).ToString());
        Assert.Equal("1.0 [0.9, 1.1], seeds 0.8 to 1.2", Cell.Of(0.96, "0.0", (0.91, 1.08), [1.2, 0.8]).ToString());
        Assert.Equal("2.00 (1.00 to 3.00)", Cell.Mean([1, 3], "0.00").ToString());
        Assert.Equal(("1.5", "", ""), (Cell.Mean([1.5], "0.0").ToString(), Cell.Mean([], "0.0").ToString(), Cell.Percent(null).ToString()));
        // Over seeds, numbers are averaged before they are rounded, and texts told once or side by side.
        Assert.Equal(("1.09 (1.04 to 1.14)", 0.49), (Cell.OverSeeds([Cell.Of(1.04), Cell.Of(1.14)]).ToString(), Math.Round(Cell.OverSeeds([Cell.Of(0.44, "0.0"), Cell.Of(0.54, "0.0")]).Number!.Value, 12)));
        Assert.Equal(("a", "a / b"), (Cell.OverSeeds(["a", "a"]).ToString(), Cell.OverSeeds([Cell.Remark("a"), Cell.Remark("b")]).ToString()));
        Assert.Equal(("+0.3", "-0.3"), (Cell.Of(0.26, "+0.0;-0.0").ToString(), Cell.Of(-0.26, "+0.0;-0.0").ToString()));
    }

    [Fact]
    public void AnAccuracyStandsBesideThePapers()
    {
        RunRecord Of(int heldOut, IReadOnlyList<double>? epochs = null) => new(
            "recognition", "quick", new RecognitionOptions { Features = 2, HeldOut = heldOut },
            new RecognitionResult(["a", "b"], [new("softmax", 0.98765, [0.1], epochs), new("center", 0.5, [0.1]), new("lgm", 1, [0.1])]), new("", "", "", "", 1, "", 0));
        string[][] Texts(RunRecord record) => [.. record.Table().Rows.Select(r => r.Select(c => c.ToString()).ToArray())];
        Assert.Equal([["Softmax", "99.02", "98.77", "-0.25", "", ""], ["Center loss", "", "50.00", "", "", ""], ["L-GM", "99.29", "100.00", "+0.71", "", ""]], Texts(Of(0)));
        Assert.Equal(["Softmax", "99.02", "98.77", "-0.25", "99.10", "2"], Texts(Of(0, [0.98, 0.991, 0.98765]))[0]);
        // No published number is of held-out training images.
        Assert.All(Texts(Of(5_000)), r => Assert.Equal(("", ""), (r[1], r[3])));
    }

    [Fact]
    public void EveryExperimentStandsInTheCatalogue()
    {
        var types = typeof(IExperiment).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IExperiment)) && t is { IsAbstract: false, IsInterface: false });
        Assert.Equal(types.OrderBy(t => t.Name), ExperimentCatalogue.All.Select(e => e.GetType()).OrderBy(t => t.Name));
        var message = Assert.Throws<WorkbookException>(() => ExperimentCatalogue.Find("figure-9")).Message;
        Assert.All(ExperimentCatalogue.All, e => Assert.Contains(e.Name, message));
    }
}
