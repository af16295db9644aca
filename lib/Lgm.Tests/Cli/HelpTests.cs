namespace Lgm.Tests.Cli;

/// <summary>What every command says of itself; one is started as people start it, the others are asked in this process.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class HelpTests(TemporaryWorkbook workbook)
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
        var help = command.Length == 0 ? workbook.Run("--help").Succeeded() : Here(command);
        Assert.All(named, part => Assert.Contains(part, help));
        // The name people type, not that of an assembly.
        Assert.Contains(string.Join(' ', new[] { "lgm", command }).Trim(), Words(help));
        Assert.DoesNotContain("Lgm.Cli", help);
    }

    [Fact]
    public void VersionIsOneLine() => Assert.Matches(@"\A\d+\.\d+\.\d+[^\n]*\n\z", workbook.Run("--version").Succeeded());

    private static string Here(string command)
    {
        using var output = new StringWriter();
        Assert.Equal(0, Lgm.Cli.CommandLine.Root().Parse($"{command} --help").Invoke(new() { Output = output }));
        return output.ToString();
    }

    // Help is wrapped to the width of a terminal.
    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
