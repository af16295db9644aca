namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class SweepCommandTests(TemporaryWorkbook workbook)
{
    private const string Tiny = """ "TrainImages": 60, "TestImages": 20, "Features": 4, "Training": { "BatchSize": 10, "LearningRate": 0.001, "Epochs": 1 } """;

    // Four runs: softmax with three seeds, and L-GM.
    private string Write(int epochs = 1)
    {
        var path = Path.Combine(workbook.Folder(), "sweep.json");
        File.WriteAllText(path, $$"""
            [
              { "experiment": "recognition", "options": { "Losses": "softmax", {{Tiny}} }, "seeds": [1, 2, 3] },
              { "experiment": "recognition", "options": { "Losses": ["lgm"], {{Tiny}} } }
            ]
            """.Replace("\"Epochs\": 1", $"\"Epochs\": {epochs}"));
        return path;
    }

    private static string[] Results(string folder) => [.. Directory.GetFiles(folder, "*.json").Order()];

    [Fact]
    [Trait("Category", "Slow")]
    public void RunsAreDoneOnceAloneOrTogetherAndCollected()
    {
        var (path, results) = (Write(epochs: 5), workbook.Folder());
        var lines = workbook.Run($"sweep {path} --list", results).Succeeded().TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Empty(Directory.GetFileSystemEntries(results));
        workbook.Run($"sweep {path} --index 1", results).Succeeded("seed 2", "Result: ");
        var one = Assert.Single(Results(results));
        var status = workbook.Run($"sweep {path} --status", results).Succeeded("1 of 4 runs are done.").Split('\n');
        Assert.Equal(["not yet run", "done", "not yet run", "not yet run"], status.Take(4).Select(l => l[6..17].TrimEnd()));
        workbook.Run($"sweep {path} --collect", results).Succeeded("1 of 3, the others not yet run", "not yet run");

        var before = File.GetLastWriteTimeUtc(one);
        workbook.Run($"sweep {path}", results).Succeeded("Done before: ");
        Assert.Equal(4, Results(results).Length);
        Assert.Equal(before, File.GetLastWriteTimeUtc(one));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(results, "unfinished")));

        Assert.Contains("| 3 of 3 |", workbook.Run($"sweep {path} --collect --markdown", results).Succeeded());
        // What another process holds is left to it.
        var kept = File.ReadAllBytes(one);
        File.Delete(one);
        var hold = Path.Combine(results, "unfinished", Path.GetFileNameWithoutExtension(one) + ".lock");
        using (new FileStream(hold, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None)) workbook.Run($"sweep {path} --index 1", results).Succeeded("Left to another process");
        Assert.False(File.Exists(one));
        File.WriteAllBytes(one, kept);
        AssertSameSideBySide(path, results);
    }

    // However many at a time, the same results as one after another, and a stop reaches those under way.
    private void AssertSameSideBySide(string path, string alone)
    {
        var together = workbook.Folder();
        string[] Begun() => Directory.Exists(Path.Combine(together, "unfinished")) ? Directory.GetFiles(Path.Combine(together, "unfinished"), "*.safetensors", SearchOption.AllDirectories) : [];
        using (var sweep = workbook.Start($"sweep {path} --jobs 2", together))
        {
            sweep.WaitUntil(() => Begun().Length > 0);
            sweep.Signal("TERM");
            sweep.End().Ended(75, "Interrupted", "same command");
        }
        // At most the two that were first under way had time to end.
        Assert.InRange(Results(together).Length, 0, 2);
        var output = workbook.Run($"sweep {path} --jobs=3", together).Succeeded("[3] Result: ");
        Assert.DoesNotContain("Left to another process", output);
        string[] Measured(string folder) => [.. Results(folder).Select(f => Path.GetFileName(f) + JsonNode.Parse(File.ReadAllText(f))!["Result"]!.ToJsonString())];
        Assert.Equal(4, Measured(together).Length);
        Assert.Equal(Measured(alone), Measured(together));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void ATaskOfAJobArrayKeepsItsWorkOnSigtermAndEndsWith75()
    {
        var (path, results) = (Write(epochs: 6), workbook.Folder());
        LgmProcess Task(int index, string? cores = null) => new(
            "bash", [Path.Combine(workbook.Scripts(), "slurm", "sweep.sbatch"), path, "--precision", "float32"],
            new Dictionary<string, string?> { ["LGM_DATA"] = null, ["LGM_CACHE"] = null, ["LGM_RESULTS"] = results, ["DOTNET_PROCESSOR_COUNT"] = cores is null ? "1" : "2", ["OMP_NUM_THREADS"] = null, ["SLURM_CPUS_PER_TASK"] = cores, ["SLURM_ARRAY_TASK_ID"] = $"{index}", ["SLURM_SUBMIT_DIR"] = workbook.Root }, results);

        using (var task = Task(3))
        {
            task.WaitUntil(() => Directory.Exists(Path.Combine(results, "unfinished")) && Directory.EnumerateFiles(Path.Combine(results, "unfinished"), "lgm-seed1.safetensors", SearchOption.AllDirectories).Any());
            task.Signal("TERM");
            task.End().Ended(75, "Interrupted", "same command");
        }
        Assert.Empty(Results(results));
        workbook.Run($"sweep {path} --status --precision float32", results).Succeeded("begun", "0 of 4");
        using (var task = Task(3)) task.End().Succeeded("Result: ");
        Assert.Single(Results(results));
        using (var task = Task(3)) task.End().Succeeded("Done before");
        // Its cores are those that Slurm gave it, whether or not it is confined to them.
        using (var task = Task(0, cores: "1")) task.End().Succeeded("with 1 threads");
    }

    // A training that diverges is a result; a run that cannot begin says so, and the others are done.
    [Fact]
    [Trait("Category", "Slow")]
    public void ARunThatDivergesOrFailsStopsNoOther()
    {
        var (path, results) = (Path.Combine(workbook.Folder(), "sweep.json"), workbook.Folder());
        File.WriteAllText(path, $$"""
            [
              { "experiment": "recognition", "options": { "DataSet": "cifar-10" } },
              { "title": "much too fast", "experiment": "recognition", "options": { "Losses": "softmax", {{Tiny.Replace("0.001", "1e6").Replace("\"TrainImages\": 60", "\"TrainImages\": 200")}} } },
              { "experiment": "recognition", "options": { "Losses": "lgm", {{Tiny}} } }
            ]
            """);
        var outcome = workbook.Run($"sweep {path}", results);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("no data set \"cifar-10\"", outcome.Errors);
        Assert.Equal(2, Results(results).Length);
        workbook.Run($"sweep {path} --collect", results).Succeeded("1 of 1, 1 diverged", "The loss became NaN");
        workbook.Run("results", results).Succeeded("The loss became NaN", "L-GM");
    }

    [Theory]
    [InlineData("--index 4", "has no run 4", "from 0 to 3")]
    [InlineData("--jobs 0", "--jobs is 0")]
    [InlineData("--jobs 2 --index 1", "one of the two")]
    public void AnImpossibleChoiceOfRunsIsNamed(string options, params string[] parts) => UsageTests.Here($"sweep {Write()} {options}").Failed(parts);
}
