using System.Diagnostics;
using Lgm.Data;
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

    private static (int Code, string Said) Bash(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
