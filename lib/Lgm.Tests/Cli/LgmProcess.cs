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

/// <summary>How a command ended and what it said.</summary>
internal sealed partial record CliOutcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The command did its work and had nothing to complain about; returns its output.</summary>
    public string Succeeded(params string[] said)
    {
        Assert.True((ExitCode, Errors) == (0, ""), ToString());
        foreach (var part in said) Assert.Contains(part, Output);
        return Output;
    }

    /// <summary>The command failed with one sentence on standard error that has all the parts.</summary>
    public void Failed(params string[] parts) => Ended(1, parts);

    /// <summary>As <see cref="Failed"/>, with another exit code.</summary>
    public void Ended(int exitCode, params string[] parts)
    {
        Assert.True(exitCode == ExitCode, ToString());
        Assert.Matches(OneSentence(), Errors);
        Assert.DoesNotMatch(NameOfException(), Errors);
        foreach (var part in parts) Assert.Contains(part, Errors);
    }

    // One line that starts as a sentence (or with a path, a name in quotes, an option, the library's name) and ends with a full stop.
    [GeneratedRegex(@"\A([A-Z/""'-]|libtorch)[^\n]{20,}\.\n\z")]
    private static partial Regex OneSentence();

    // The name of a .NET exception tells a student nothing.
    [GeneratedRegex(@"\w+Exception\b|^   at |Unexpected:")]
    private static partial Regex NameOfException();
}
