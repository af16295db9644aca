namespace Lgm.Tests.Cli;

/// <summary>What is written wrongly is named, beside what could have been written; where nothing of libtorch is asked, in this process.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class UsageTests(TemporaryWorkbook workbook)
{
    [Theory]
    [InlineData("run nope", "experiment \"nope\"", "recognition", "detection")]
    [InlineData("run recognition --preset nope", "preset \"nope\"", "quick", "cpu", "paper")]
    [InlineData("train --loss nope", "loss \"nope\"", "softmax", "center", "lgm")]
    [InlineData("data get nope", "data set \"nope\"", "mnist")]
    [InlineData("run recognition --set Nope=1", "option \"Nope\"", "TestImages", "Training.Epochs", "Mixture.Margin")]
    [InlineData("train --precision nonsense", "precision \"nonsense\"", "auto", "float32", "bfloat16")]
    public void AnUnknownNameListsTheKnownOnes(string command, params string[] parts) => Here(command).Failed(parts);

    [Theory]
    [InlineData("run nope", "experiment \"nope\"")]
    [InlineData("train --device nonsense", "device \"nonsense\"", "auto", "cpu", "cuda")]
    [InlineData("train --device cuda:7", "cuda:7 is absent", "choose auto or cpu")]
    public void AnUnknownDeviceOrExperimentLeavesNothingBehind(string command, params string[] parts)
    {
        var results = workbook.Folder();
        workbook.Run(command, results).Failed(parts);
        Assert.Empty(Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("run recognition --set Training.Epochs", "Training.Epochs", "name=value")]
    [InlineData("run recognition --set Training.Epochs=many", "Training.Epochs", "many")]
    [InlineData("run detection --set Epsilons=-1", "Epsilons", "above 0")]
    [InlineData("train --set Mixture.Margin=-1", "margin -1", "0 or more")]
    [InlineData("train --set Losses=softmax", "--loss", "lgm run recognition")]
    public void AWrongSettingIsNamedWithItsFormOrRange(string command, params string[] parts) => Here(command).Failed(parts);

    [Theory]
    [InlineData("", "lgm --help")]
    [InlineData("nope", "'nope'", "lgm --help")]
    [InlineData("data", "lgm data --help")]
    [InlineData("run", "experiment", "lgm run --help")]
    [InlineData("run recognition --nope", "'--nope'", "lgm run --help")]
    [InlineData("train --seed x", "--seed", "lgm train --help")]
    public void AWrongCommandLinePointsToTheHelp(string command, params string[] parts)
    {
        var outcome = command.Length == 0 ? workbook.Run(command) : Here(command);
        outcome.Ended(2, parts);
        Assert.Equal("", outcome.Output);
    }

    private static CliOutcome Here(string command)
    {
        using var errors = new StringWriter();
        return new(Lgm.Cli.CommandLine.Invoke(command.Split(' '), errors), "", errors.ToString());
    }
}
