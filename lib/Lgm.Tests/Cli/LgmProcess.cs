using System.Diagnostics;

namespace Lgm.Tests.Cli;

/// <summary>A command line that runs: it can be watched, sent a signal, and waited for.</summary>
internal sealed class LgmProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly Task<string> output, errors;

    public LgmProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        // A shell that starts the tests in the background makes them ignore SIGINT, and they would hand that down.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "--default-signal=TERM", program, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.StandardInput.Close();
        (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Waits for what the process is to do; fails where it ends without.</summary>
    public void WaitUntil(Func<bool> done)
    {
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            Assert.False(process.HasExited, "The process ended before what the test waits for happened.");
            Assert.True(clock.Elapsed < Patience, "What the test waits for did not happen in time.");
            // Short: some of what is waited for is there for milliseconds only.
            Thread.Sleep(1);
        }
    }

    /// <param name="name">INT, TERM or KILL.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString()]);
        kill.WaitForExit();
    }

    public CliOutcome End()
    {
        Assert.True(process.WaitForExit(Patience), "The process did not end in time.");
        return new CliOutcome(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
