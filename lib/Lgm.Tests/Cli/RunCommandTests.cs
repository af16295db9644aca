namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class RunCommandTests(TemporaryWorkbook workbook)
{
    private const string Recognition = $"run recognition {CommandLineCollection.Tiny} --set Losses=softmax,lgm --set Training.Epochs=2";

    [Fact]
    [Trait("Category", "Slow")]
    public void ARunKeepsOptionsResultAndProvenanceAndTheSameSeedGivesTheSameResult()
    {
        var results = workbook.Folder();
        var output = workbook.Run($"{Recognition} --seed 7", results).Succeeded("Images recognised", "preset quick", "on cpu", "Softmax", "L-GM", "Measured in");
        var path = Assert.Single(Directory.GetFiles(results));
        Assert.Contains($"Result: {path}", output);
        var record = Read(path);
        Assert.Equal(("recognition", "quick"), ((string?)record["Experiment"], (string?)record["Preset"]));
        Assert.Equal((7, 60, 2, 0.001), ((int)record["Options"]!["Seed"]!, (int)record["Options"]!["TrainImages"]!, (int)record["Options"]!["Training"]!["Epochs"]!, (double)record["Options"]!["Training"]!["LearningRate"]!));
        Assert.Equal(["softmax", "lgm"], record["Result"]!["Losses"]!.AsArray().Select(l => (string)l!["Loss"]!));
        var provenance = record["Provenance"]!;
        Assert.Equal(("cpu", 1), ((string?)provenance["Device"], (int)provenance["Threads"]!));
        // Outside a checkout the commit is the one the program was built from, where the build knew it.
        Assert.Matches("^(unknown|[0-9a-f]{12})$", (string)provenance["Commit"]!);
        Assert.Matches(@"^\d+\.\d+", (string)provenance["Libtorch"]!);

        var elsewhere = workbook.Folder();
        var json = JsonNode.Parse(workbook.Run($"{Recognition} --seed 7 --json", elsewhere).Succeeded())!;
        var same = Assert.Single(Directory.GetFiles(elsewhere));
        Assert.Equal(Path.GetFileName(path), Path.GetFileName(same));
        Assert.True(JsonNode.DeepEquals(json, Read(same)));
        // Everything but the time and the place where it ran.
        Assert.All(new[] { "Options", "Result" }, part => Assert.True(JsonNode.DeepEquals(record[part], json[part])));
    }

    [Fact]
    public void ListPrintsTheOptionsAsJSONAndDoesNothing()
    {
        var results = workbook.Folder();
        var options = JsonNode.Parse(workbook.Run("run detection --preset paper --seed 3 --set epsilons=0.25 --list", results).Succeeded())!;
        Assert.Equal((3, 60_000, 50, 0.25), ((int)options["Seed"]!, (int)options["TrainImages"]!, (int)options["Training"]!["Epochs"]!, (double)Assert.Single(options["Epsilons"]!.AsArray())!));
        Assert.Empty(Directory.GetFileSystemEntries(results));
    }

    private static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(path))!;
}
