namespace Lgm.Tests.Cli;

/// <summary>
/// What every command says of itself; and what is written wrongly is named, beside what could have been written. One command is
/// started as people start it; the others, of which nothing of libtorch is asked, run in this process.
/// </summary>
[Collection(CommandLineCollection.Name)]
public sealed class UsageTests(TemporaryWorkbook workbook)
{
    [Theory]
    [InlineData("", "data", "train", "run", "sweep", "results", "notebook", "reproduce", "doctor", "--version")]
    [InlineData("data", "list", "get", "verify")]
    [InlineData("data list", "--data", "--unofficial")]
    [InlineData("data get", "<name>", "--data", "--unofficial")]
    [InlineData("data verify", "<name>", "--data", "--unofficial")]
    [InlineData("train", "--loss", "softmax, center, l-softmax, ", "gm, lgm, lgm-paper", "--out", "--preset", "quick, cpu, paper", "--seed", "--device", "--precision", "--set", "--data", "--unofficial")]
    [InlineData("run", "<experiment>", "recognition, networks, detection, feature-space", "--preset", "quick, cpu, paper", "--seed", "--device", "--precision", "--set", "--json", "--data", "--unofficial", "--list")]
    [InlineData("sweep", "<file>", "--list", "--index", "--jobs", "--status", "--collect", "--markdown", "--device", "--precision", "--data", "--unofficial", "75")]
    [InlineData("results", "<file>", "--markdown", "--figures", "--check", "--write")]
    [InlineData("notebook", "run", "lint", "export")]
    [InlineData("notebook run", "<notebook>", "--output", "--parameter", "--preset", "quick, cpu, paper", "--timeout", "--report", "--through", "3 a cell failed", "4 a cell took too long", "5 the process", "6 a data set", "130 interrupted")]
    [InlineData("notebook lint", "<notebook>")]
    [InlineData("notebook export", "<notebook>", "--to")]
    [InlineData("reproduce", "--full", "--seed", "--set")]
    [InlineData("doctor", "--device")]
    public void HelpNamesEveryCommandAndOption(string command, params string[] named)
    {
        var help = command.Length == 0 ? workbook.Run("--help").Succeeded() : HelpHere(command);
        Assert.All(named, part => Assert.Contains(part, help));
        // The name people type, not that of an assembly.
        Assert.Contains(string.Join(' ', new[] { "lgm", command }).Trim(), Words(help));
        Assert.DoesNotContain("Lgm.Cli", help);
    }

    [Fact]
    public void VersionIsOneLine() => Assert.Matches(@"\A\d+\.\d+\.\d+[^\n]*\n\z", workbook.Run("--version").Succeeded());

    [Theory]
    [InlineData("run nope", "experiment \"nope\"", "recognition", "detection")]
    [InlineData("run recognition --preset nope", "preset \"nope\"", "quick", "cpu", "paper")]
    [InlineData("train --loss nope", "loss \"nope\"", "softmax", "center", "lgm")]
    [InlineData("data get nope", "data set \"nope\"", "mnist")]
    [InlineData("run recognition --set Nope=1", "option \"Nope\"", "TestImages", "Training.Epochs", "Mixture.Margin")]
    [InlineData("train --precision nonsense", "precision \"nonsense\"", "auto", "float32", "bfloat16")]
    public void AnUnknownNameListsTheKnownOnes(string command, params string[] parts) => Here(command).Failed(parts);

    [Theory]
    [InlineData("run recognition --set Training.Epochs", "Training.Epochs", "name=value")]
    [InlineData("run recognition --set Training.Epochs=many", "Training.Epochs", "many")]
    [InlineData("run detection --set Epsilons=-1", "Epsilons", "above 0")]
    [InlineData("train --set Mixture.Margin=-1", "margin -1", "0 or more")]
    [InlineData("train --set Losses=softmax", "--loss", "lgm run recognition")]
    [InlineData("data list --data nowhere", "nowhere does not exist", "--data")]
    [InlineData("train --device nonsense", "device \"nonsense\"", "auto", "cpu", "cuda")]
    [InlineData("train --device cuda:7", "cuda:7 is absent", "choose auto or cpu")]
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

    internal static CliOutcome Here(string command)
    {
        using var errors = new StringWriter();
        return new(Lgm.Cli.CommandLine.Invoke(command.Split(' '), errors), "", errors.ToString());
    }

    private static string HelpHere(string command)
    {
        using var output = new StringWriter();
        Assert.Equal(0, Lgm.Cli.CommandLine.Root().Parse($"{command} --help").Invoke(new() { Output = output }));
        return output.ToString();
    }

    // Help is wrapped to the width of a terminal.
    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
