using System.Diagnostics;
using Lgm.Data;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Documents;

/// <summary>The shell scripts of environment/, as far as they can be tried in a second.</summary>
public sealed class ScriptTests
{
    private static readonly string Environment = Path.Combine(WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout"), "environment");

    [Fact]
    public void EveryScriptIsBash()
    {
        var scripts = Directory.GetFiles(Environment, "*.sh").Concat(Directory.GetFiles(Path.Combine(Environment, "gpu"), "*.sh")).Append(Path.Combine(Environment, "lgm"))
            .Append(Path.Combine(Environment, "system", "TorchSharp", "native", "build-against-pytorch.sh")).ToList();
        foreach (var script in scripts)
        {
            var (code, said) = Bash("-n", script);
            Assert.True(code == 0, said);
        }
    }

    [Theory]
    [InlineData("pack.sh", "--nonsense", 1, "usage: environment/gpu/pack.sh")]
    [InlineData("run.sh", "nonsense", 2, "There is no piece \"nonsense\": choose from bridge doctor")]
    [InlineData("run.sh", "--minutes", 2, "--minutes takes a whole number")]
    public void AWrongArgumentIsNamed(string script, string argument, int expected, string sentence)
    {
        var (code, said) = Bash(Path.Combine(Environment, "gpu", script), argument);
        Assert.Equal(expected, code);
        Assert.Contains(sentence, said);
    }

    /// <summary>In a checkout of which only reproduce.sh is real: what was asked of the workbook, and how a notebook's end becomes that of the whole.</summary>
    [Theory]
    [InlineData("", 3, 0, "")]
    [InlineData("--all", 0, 0, "notebook run 01 a.ipynb 02.ipynb -o notebooks/ --index")]
    [InlineData("--full --all --seed 2", 3, 3, "notebook run 01 a.ipynb 02.ipynb -o notebooks/ --index")]
    [InlineData("--all", 6, 0, "notebook run 01 a.ipynb 02.ipynb -o notebooks/ --index")]
    public void ReproduceAllRunsTheNotebooksAndFailsWhereOneDoes(string arguments, int notebooksEnd, int expected, string asked)
    {
        using var checkout = new TemporaryFolder();
        Directory.CreateDirectory(checkout["environment"]);
        Directory.CreateDirectory(checkout["notebooks"]);
        foreach (var script in new[] { "reproduce.sh", "steps.sh" }) File.Copy(Path.Combine(Environment, script), checkout[$"environment/{script}"]);
        foreach (var notebook in new[] { "02", "01 a" }) File.WriteAllText(checkout[$"notebooks/{notebook}.ipynb"], "");
        File.WriteAllText(checkout["environment/setup.sh"], "");
        File.WriteAllText(checkout["environment/lgm"], $"echo \"$@\" >>{checkout["asked"]}\n[ $1 != notebook ] || exit {notebooksEnd}\n");
        var (code, said) = Bash([checkout["environment/reproduce.sh"], .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == expected, said);
        var lines = File.ReadAllText(checkout["asked"]).Replace(checkout["notebooks"] + "/", "").Replace(checkout["results"] + "/", "").Split('\n');
        Assert.Equal("data get mnist", lines[0]);
        Assert.Equal("run adversarial-detection --preset quick" + (arguments.Contains("--seed 2") ? " --seed 2" : ""), lines[1]);
        var digits = arguments.Contains("--full") ? 10_000 : 2_000;
        Assert.Equal([$"run networks --preset quick --set TestImages={digits}", $"run detection --preset quick --set TestImages={digits}"], lines[2..4]);
        Assert.Equal(asked, lines[4]);
    }

    private static (int Code, string Said) Bash(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
