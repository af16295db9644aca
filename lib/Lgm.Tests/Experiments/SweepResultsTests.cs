using System.Text.Json;
using Lgm.Data;
using Lgm.Experiments;
using Lgm.Tests.Figures;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>A sweep of groups and what is kept of its results: tables, bars, and what is not yet run.</summary>
public sealed class SweepResultsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private Sweep Load(string json)
    {
        File.WriteAllText(folder["sweep.json"], json);
        return Sweep.Load(folder["sweep.json"]);
    }

    // The base stands in both groups.
    private Sweep Groups => Load("""
        [
          { "group": "Margin", "title": "alpha 0", "experiment": "adversarial-detection", "options": { "Losses": "lgm", "Mixture": { "Margin": "0" } }, "seeds": [1, 2] },
          { "group": "Margin", "title": "ours", "experiment": "adversarial-detection", "options": { "Losses": "lgm" }, "seeds": [1, 2] },
          { "group": "Ramps", "title": "ours", "experiment": "adversarial-detection", "options": { "Losses": "lgm" }, "seeds": [1, 2] },
          { "group": "Ramps", "title": "none", "experiment": "adversarial-detection", "options": { "Losses": "lgm", "Mixture": { "Margin": "1" } } }
        ]
        """);

    private void Keep(SweepRun run, double small, double large)
    {
        static AttackOutcome At(double epsilon, double rate) => new(epsilon, 0.5, 0, new DetectionOutcome(10, 10, rate, 0.9, []), null, new DetectionOutcome(10, 10, rate / 2, 0.9, []));
        var result = new AdversarialDetectionResult("", ["a", "b"], [new LossUnderAttack("lgm", 0.98, [1], [At(0.1, small), At(0.3, large)])]);
        new RunRecord
        {
            Experiment = run.Experiment.Name, Preset = run.Preset, Options = [], Provenance = new("", "", "", "", 1, "", 0), Result = JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        }.Save(folder[run.Key + ".json"]);
    }

    [Fact]
    public void EachGroupHasItsTableAndARunOfTwoGroupsIsDoneOnce()
    {
        var sweep = Groups;
        var results = new SweepResults(sweep, folder.Path);
        Assert.Equal(["Margin", "Ramps"], results.Groups);
        Assert.Equal("0 of 5 runs are done.", results.Progress);
        Assert.Equal("Margin: alpha 0 seed 2", sweep.Runs[1].ToString());
        Assert.All(results.Groups.SelectMany(results.Tables).SelectMany(t => t.Rows), r => Assert.Equal("not yet run", r[1]));
        Assert.Contains("Nothing of \"Ramps\" has a rate", Assert.Throws<WorkbookException>(() => AblationBars.Create(results, "Ramps")).Message);

        // The two seeds of the base.
        Keep(sweep.Runs[2], 0.2, 0.04);
        Keep(sweep.Runs[3], 0.3, 0.08);
        Assert.Equal("2 of 5 runs are done.", results.Progress);
        // A table of rows that are done, one an eps, and one of those that are not, since their columns are not known.
        var tables = results.Tables("Ramps");
        Assert.Equal(["ours", "ours"], tables[0].Rows.Select(r => r[0]));
        Assert.StartsWith("Ramps: ", tables[0].Title);
        string Cell(int row, string column) => tables[0].Rows[row][tables[0].Columns.ToList().IndexOf(column)];
        Assert.Equal(("25.0 (20.0 to 30.0)", "6.0 (4.0 to 8.0)", "3.0 (2.0 to 4.0)"), (Cell(0, "EER ours"), Cell(1, "EER ours"), Cell(1, "EER ours, own means")));
        // Differences keep their sign.
        Assert.Equal("+2.9 (+0.9 to +4.9)", Cell(1, "difference"));
        Assert.Equal(["none", "not yet run"], Assert.Single(tables[1].Rows).Take(2));

        // Bars: the largest eps, the mean from the smallest to the largest.
        var bar = Assert.Single(AblationBars.Create(results, "Margin").Json()["data"]!.AsArray())!;
        Assert.Equal((0.06, 0.02, 0.02), (Math.Round(bar["x"].Numbers()[0], 6), Math.Round(bar["error_x"]!["array"].Numbers()[0], 6), Math.Round(bar["error_x"]!["arrayminus"].Numbers()[0], 6)));
    }

    [Fact]
    public void OwnMeansStandBesideRefittedOnes()
    {
        var results = new SweepResults(Groups, folder.Path);
        Keep(Groups.Runs[0], 0.2, 0.04);
        var bar = Assert.Single(AblationBars.RefittedAndOwn(results, "Margin").Json()["data"]!.AsArray())!;
        // plotly puts the first at the bottom.
        Assert.Equal(2, bar["y"]!.AsArray().Count);
        Assert.Contains(", own", (string)bar["y"]![0]!);
        Assert.Contains(", refitted", (string)bar["y"]![1]!);
        Assert.Equal([0.02, 0.04], bar["x"].Numbers().Select(v => Math.Round(v, 6)));
    }

    // A training that diverged was run: its row says what came of it, and of several seeds the others make the numbers.
    [Fact]
    public void WhatDivergedSaysSoAndHasNoBar()
    {
        var sweep = Groups;
        var results = new SweepResults(sweep, folder.Path);
        void Diverge(SweepRun run) => run.Diverged("The loss became NaN.", new("", "", "", "", 1, "", 0)).Save(folder[run.Key + ".json"]);
        Keep(sweep.Runs[2], 0.2, 0.04);
        Diverge(sweep.Runs[3]);
        Diverge(sweep.Runs[6]);
        Assert.Equal("3 of 5 runs are done.", results.Progress);
        var tables = results.Tables("Ramps");
        Assert.Equal(("2 of 2, 1 diverged", "4.0"), (tables[0].Rows[1][1], tables[0].Rows[1][tables[0].Columns.ToList().IndexOf("EER ours")]));
        Assert.Equal(["none", "1 of 1, 1 diverged", "The loss became NaN."], Assert.Single(tables[1].Rows));
        Assert.Single(Assert.Single(AblationBars.Create(results, "Ramps").Json()["data"]!.AsArray())!["x"].Numbers());
        var record = results.Of(sweep.Runs[6])!;
        Assert.Empty(sweep.Runs[6].Experiment.Figures(record));
        Assert.Equal(["The loss became NaN."], sweep.Runs[6].Experiment.Summary(record, PaperNumbers.Load()));
    }

    // Where a seed lacks a loss, the others' rows are not taken for it.
    [Fact]
    public void SeedsMeetInTheRowsOfTheSameLoss()
    {
        var sweep = Load("""[ { "experiment": "recognition", "options": { "Losses": "softmax,lgm" }, "seeds": [1, 2] } ]""");
        var results = new SweepResults(sweep, folder.Path);
        void Keep(SweepRun run, params (string Loss, double Accuracy)[] losses) => new RunRecord
        {
            Experiment = "recognition", Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = JsonSerializer.SerializeToNode(new RecognitionResult(["a", "b"], 100, 0, [.. losses.Select(l => new LossAccuracy(l.Loss, l.Accuracy, [1]))]), RunRecord.Json)!.AsObject(),
        }.Save(folder[run.Key + ".json"]);
        Keep(sweep.Runs[0], ("softmax", 0.5), ("lgm", 0.9));
        Keep(sweep.Runs[1], ("lgm", 0.8));
        var row = Assert.Single(Assert.Single(results.Tables(results.Groups[0])).Rows);
        Assert.Contains("L-GM", row);
        Assert.Contains("85.00 (80.00 to 90.00)", row);
    }

    // A column that one seed has between those of both is not taken for another.
    [Fact]
    public void SeedsMeetInTheColumnsOfTheSameNameAndSayWhatIsOfOneAlone()
    {
        var sweep = Groups;
        var results = new SweepResults(sweep, folder.Path);
        Keep(sweep.Runs[2], 0.2, 0.04);
        Keep(sweep.Runs[3], 0.3, 0.08);
        var second = RunRecord.Load(folder[sweep.Runs[3].Key + ".json"]);
        second.Result["Losses"]![0]!["EpochAccuracies"] = new System.Text.Json.Nodes.JsonArray(0.5, 0.98);
        second.Save(folder[sweep.Runs[3].Key + ".json"]);
        var table = results.Tables("Ramps")[0];
        Assert.DoesNotContain("accuracy clean, best epoch", table.Columns);
        Assert.Equal("25.0 (20.0 to 30.0)", table.Rows[0][table.Columns.ToList().IndexOf("EER ours")]);
        Assert.Contains(table.Notes, note => note.StartsWith("Seed 2: The best epoch", StringComparison.Ordinal));
        Assert.DoesNotContain(table.Notes, note => note.StartsWith("Seed 1: ", StringComparison.Ordinal));
    }

    [Fact]
    public void AGroupNamesARunOnceAndAWrongNameIsSaid()
    {
        Assert.Contains("twice", Assert.Throws<WorkbookException>(() => Load("""[ { "group": "a", "experiment": "recognition" }, { "group": "a", "title": "same", "experiment": "recognition" } ]""")).Message);
        Assert.Contains("choose one of Margin, Ramps", Assert.Throws<WorkbookException>(() => new SweepResults(Groups, folder.Path).Tables("Priors")).Message);
    }

    [SkippableFact]
    public void TheCommittedSweepsCanBeRunAndTheirResultsBelongToThem()
    {
        Skip.If(WorkbookFolder.Find() is null, "The tests do not run inside a checkout.");
        var notebooks = Path.Combine(WorkbookFolder.Find()!, "notebooks");
        var keys = Directory.GetFiles(Path.Combine(notebooks, "sweeps"), "*.json").SelectMany(f => Sweep.Load(f).Runs).Select(r => r.Key).ToHashSet();
        Assert.NotEmpty(keys);
        var kept = Path.Combine(notebooks, "results", "sweeps");
        if (Directory.Exists(kept)) Assert.All(Directory.GetFiles(kept), f => Assert.Contains(Path.GetFileNameWithoutExtension(f), keys));
        // A result of a changed checkout could not be made again.
        if (Directory.Exists(kept)) Assert.All(Directory.GetFiles(kept), f => Assert.Matches("^[0-9a-f]{12}$", RunRecord.Load(f).Provenance.Commit));
    }

    public void Dispose() => folder.Dispose();
}
