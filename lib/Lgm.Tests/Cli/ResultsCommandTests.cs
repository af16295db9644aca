namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class ResultsCommandTests(TemporaryWorkbook workbook)
{
    [Fact]
    public void ATableIsPrintedForEveryFileOfTheFolderAndForANamedOne()
    {
        var results = workbook.Folder();
        var one = Path.Combine(results, "one.json");
        var measured = new RecognitionResult(["a", "b"], [new("softmax", 0.9905, [0.5]), new("lgm", 0.9951, [0.4])]);
        new RunRecord("recognition", "cpu", new RecognitionOptions { Seed = 1 }, measured, new("0123456789ab", "1.13.0", "cpu", "a processor", 2, "float32", 12.3)).Save(one);
        var output = workbook.Run("results", results);
        output.Succeeded("Accuracy on test images in %, 100 features", $"From {one}: Measured by `lgm run recognition --preset cpu --seed 1", "` in 12 s on a processor, libtorch 1.13.0, commit 0123456789ab");
        Assert.Matches(@"(?m)^Softmax +99\.05$", output.Output);
        Assert.Matches(@"(?m)^L-GM +99\.70 +99\.51 +-0\.19$", output.Output);
        workbook.Run($"results {one} --markdown").Succeeded("| L-GM | 99.70 | 99.51 | -0.19 |");
    }

    [Fact]
    public void NoResultsAtAllSaysWhichCommandMakesOne()
    {
        var empty = workbook.Folder();
        workbook.Run("results", empty).Failed("no results", empty, "lgm run ");
        workbook.Run("results absent.json").Failed("absent.json", "does not exist");
    }
}
