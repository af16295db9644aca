namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class ResultsCommandTests(TemporaryWorkbook workbook)
{
    private const string Record = """
        {
          "Experiment": "recognition", "Preset": "cpu", "Options": { "Seed": 1 },
          "Result": { "DataFingerprints": ["a", "b"], "Losses": [{ "Loss": "softmax", "Accuracy": 0.9905, "EpochLosses": [0.5] }, { "Loss": "lgm", "Accuracy": 0.9951, "EpochLosses": [0.4] }] },
          "Provenance": { "Commit": "0123456789ab", "Libtorch": "1.13.0", "Device": "cpu", "Hardware": "a processor", "Threads": 2, "Precision": "float32", "Seconds": 12.3 }
        }
        """;

    [Fact]
    public void ATableIsPrintedForEveryFileOfTheFolderAndForANamedOne()
    {
        var results = Holding(Record);
        foreach (var output in new[] { workbook.Run("results", results), workbook.Run($"results {Path.Combine(results, "one.json")}") })
        {
            output.Succeeded("Accuracy on test images in %, 100 features", $"From {Path.Combine(results, "one.json")}: Measured by `lgm run recognition --preset cpu --seed 1", "` in 12 s on a processor, libtorch 1.13.0, commit 0123456789ab");
            Assert.Matches(@"(?m)^Softmax +99\.05$", output.Output);
            Assert.Matches(@"(?m)^L-GM +99\.70 +99\.51 +-0\.19$", output.Output);
        }
        workbook.Run("results --markdown", results).Succeeded("| L-GM | 99.70 | 99.51 | -0.19 |");
    }

    [Fact]
    public void NoResultsAtAllSaysWhichCommandMakesOne()
    {
        var empty = workbook.Folder();
        workbook.Run("results", empty).Failed("no results", empty, "lgm run ");
        workbook.Run("results", Path.Combine(empty, "absent")).Failed("no results", "lgm run ");
        workbook.Run("results absent.json").Failed("absent.json", "does not exist");
    }

    [Fact]
    public void AFileThatIsNoResultIsNamed()
    {
        var results = Holding("{}");
        workbook.Run("results", results).Failed(Path.Combine(results, "one.json"), "delete it or run the experiment again");
    }

    private string Holding(string contents)
    {
        var folder = workbook.Folder();
        File.WriteAllText(Path.Combine(folder, "one.json"), contents);
        return folder;
    }
}
