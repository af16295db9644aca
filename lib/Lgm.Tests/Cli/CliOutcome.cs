using System.Text.RegularExpressions;

namespace Lgm.Tests.Cli;

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
