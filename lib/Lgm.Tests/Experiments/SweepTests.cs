namespace Lgm.Tests.Experiments;

/// <summary>Many runs from one file, and what is kept of them in tables.</summary>
public sealed class SweepTests : IDisposable
{
    private const string TwoGroups = """
        [
          { "group": "Margin", "title": "none", "experiment": "detection", "options": { "Losses": ["lgm"], "Epsilons": [0.1, 0.3], "Mixture": { "Margin": "0" } }, "seeds": [1, 2] },
          { "group": "Ramps", "title": "ours", "experiment": "detection", "options": { "Losses": "lgm", "Epsilons": "0.1,0.3" }, "seeds": [1, 2, 3] },
          { "group": "Ramps", "experiment": "recognition", "options": { "Losses": "lgm" } }
        ]
        """;

    private readonly TemporaryFolder folder = new();

    private Sweep Load(string json)
    {
        File.WriteAllText(folder["sweep.json"], json);
        return Sweep.Load(folder["sweep.json"]);
    }

    // A detection of one training whose rates are these.
    private void Keep(SweepRun run, double first, double second, Precision precision = Precision.Float32)
    {
        DetectionCell Cell(double epsilon, double rate) => new("fgsm", "true class", "lgm", null, "refitted-likelihood", epsilon, 24, 0.5, 0, new(20, 20, new(rate), new(1 - rate)), new(10, 20, new(rate), new(1 - rate)), [rate]);
        var result = new DetectionResult(["a", "b"], [new("lgm", run.Seed, 2, null, 0.9 + run.Seed / 100.0)], null, [Cell(0.1, first), Cell(0.3, second)]);
        new RunRecord("detection", run.Preset, run.Options, result, new("0123456789ab", "1", "cpu", "a machine", 1, "float32", 1)).Save(folder[$"detection-quick-{RunRecord.Key("detection", run.Options, precision)}.json"]);
    }

    [Fact]
    public void EntriesBecomeRunsWithOptionsAsTheyAreTyped()
    {
        var sweep = Load(TwoGroups);
        Assert.Equal(["Margin: none seed 1", "Margin: none seed 2", "Ramps: ours seed 1", "Ramps: ours seed 2", "Ramps: ours seed 3", "Ramps: recognition quick Losses=lgm seed 1"], sweep.Runs.Select(r => r.ToString()));
        var options = Assert.IsType<DetectionOptions>(sweep.Runs[1].Options);
        Assert.Equal((2, 0.0), (options.Seed, options.Mixture.Margin.To));
        Assert.Equal([0.1, 0.3], options.Epsilons);
        Assert.Equal(Precision.Float32, ((DetectionOptions)Sweep.Load(folder["sweep.json"], KeyValuePair.Create("Training.Precision", "float32")).Runs[0].Options).Training.Precision);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "has no runs")]
    [InlineData("""[ { "experiment": "recogniton" } ]""", "Entry 1 of the sweep", "There is no experiment \"recogniton\"")]
    [InlineData("""[ { "experiment": "recognition" }, { "experiment": "recognition", "options": { "Epochs": 3 } } ]""", "Entry 2 of the sweep", "There is no option \"Epochs\"")]
    [InlineData("""[ { "experiment": "recognition", "seed": 3 } ]""", "cannot be read", "seed")]
    [InlineData("""[ { "group": "a", "experiment": "recognition" }, { "group": "a", "title": "same", "experiment": "recognition" } ]""", "twice")]
    public void AWrongFileSaysWhere(string json, params string[] said)
    {
        var message = Assert.Throws<WorkbookException>(() => Load(json)).Message;
        Assert.All(said.Append(folder["sweep.json"]), part => Assert.Contains(part, message));
    }

    // Rows are told apart by their labels: in one result the order of the cells is another one, and a rate is a number in all of them.
    [Fact]
    public void NumbersOfTheSeedsAreAveragedRowByRow()
    {
        var results = new SweepResults(Load(TwoGroups), folder.Path);
        var ramps = results.Runs("Ramps");
        Assert.Equal("not yet run", results.Tables("Ramps")[0].Rows[0][1].ToString());
        Keep(ramps[0], 0.2, 0.0104);
        Keep(ramps[1], 0.3, 0.0114);
        Assert.Equal("2 of 6 runs are done.", results.Progress);
        var table = results.Tables("Ramps")[0];
        var row = Assert.Single(table.Rows);
        Cell At(string column) => row[table.Columns.ToList().IndexOf(column)];
        Assert.Equal(["ours", "2 of 3, the others not yet run", "FGSM", "L-GM", "refitted likelihood"], row.Take(5).Select(c => c.ToString()));
        Assert.Equal(("25.0 (20.0 to 30.0)", 1.09), (At("EER ours, eps 0.1").ToString(), Math.Round(At("EER ours, eps 0.3").Number!.Value, 10)));
        Assert.Equal(("91.50 (91.00 to 92.00)", "3.1", "-2.0 (-2.1 to -2.0)"), (At("accuracy clean").ToString(), At("EER paper").ToString(), At("difference, eps 0.3").ToString()));
        // What is said of one seed is not said of all.
        Assert.DoesNotContain(table.Notes, n => n.Contains("seed 1", StringComparison.Ordinal));
        Assert.Contains(table.Notes, n => n.StartsWith("Measured on mnist", StringComparison.Ordinal));
        Assert.Contains("choose one of Margin, Ramps", Assert.Throws<WorkbookException>(() => results.Tables("Priors")).Message);
    }

    // Which precision is the faster differs from machine to machine: results of the other one count, unless one was asked for.
    [Fact]
    public void ARunThatLeavesThePrecisionToTheMachineTakesEither()
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var results = new SweepResults(Load(TwoGroups), folder.Path);
            var run = results.Runs("Ramps")[(int)precision];
            Keep(run, 0.2, 0.04, precision);
            Assert.NotNull(results.Of(run));
        }
        var strict = Sweep.Load(folder["sweep.json"], KeyValuePair.Create("Training.Precision", "float32"));
        Assert.Equal("1 of 6 runs are done.", new SweepResults(strict, folder.Path).Progress);
    }

    [Fact]
    public void TheCommittedSweepsCanBeRunAndTheirResultsBelongToThem()
    {
        var kept = Path.Combine(NotebookTool.Folder, "results", "sweeps");
        var files = Directory.GetFiles(kept).ToHashSet();
        foreach (var sweep in Directory.GetFiles(Path.Combine(NotebookTool.Folder, "sweeps"), "*.json").Select(f => Sweep.Load(f)))
            files.ExceptWith(sweep.Runs.SelectMany(r => Enum.GetValues<Precision>().Select(p => Path.Combine(kept, $"{r.Experiment.Name}-{r.Preset}-{RunRecord.Key(r.Experiment.Name, r.Options, p)}.json"))));
        Assert.Empty(files);
        Assert.Equal("51 of 51 runs are done.", SweepResults.Stored("ablations").Progress);
        Assert.All(Directory.GetFiles(kept), f => Assert.Matches("^[0-9a-f]{12}$", RunRecord.Load(f).Provenance.Commit));
    }

    public void Dispose() => folder.Dispose();
}
