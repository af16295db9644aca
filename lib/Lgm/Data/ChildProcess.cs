using System.ComponentModel;
using System.Diagnostics;

namespace Lgm.Data;

/// <summary>Runs a package client to its end or its deadline, never through a shell.</summary>
internal static class ChildProcess
{
    /// <param name="ExitCode">0 is success; -1 where the deadline passed and the process was ended.</param>
    /// <param name="Output">Its standard output, unless that was consumed.</param>
    /// <param name="Complaint">The line of its standard error that says most, for a person.</param>
    internal sealed record Outcome(int ExitCode, string Output, string Complaint);

    internal static Outcome Run(
        string program, IEnumerable<string> arguments, string folder, TimeSpan deadline, CancellationToken cancellation, Action<Stream>? consume = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SourceUnavailableException($"{program} is not installed", e);
        }
        using var owned = process;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        // Ending the process closes its pipes, which ends the reads below, whichever they are.
        using var ending = limit.Token.Register(() => Kill(process));
        string output;
        try
        {
            output = consume is null ? process.StandardOutput.ReadToEnd() : Consume(process, consume);
            process.WaitForExit();
        }
        catch
        {
            Kill(process);
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        cancellation.ThrowIfCancellationRequested();
        return limit.IsCancellationRequested
            ? new Outcome(-1, output, $"no end after {deadline.TotalSeconds:0} s")
            : new Outcome(process.ExitCode, output, Complaint(errors.Result, process.ExitCode));
    }

    private static string Consume(Process process, Action<Stream> consume)
    {
        consume(process.StandardOutput.BaseStream);
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        return "";
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    private static string Complaint(string errors, int exitCode)
    {
        // npm puts its code (ENOTFOUND, E404) first, apt its reason behind "E:"; both add advice that helps nobody here.
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal))
            ?? lines.FirstOrDefault(l => l.StartsWith("npm ", StringComparison.Ordinal) && l.Contains("code "))
            ?? lines.LastOrDefault() ?? $"exit code {exitCode}";
        return (line.Length > 160 ? line[..160] + "..." : line).TrimEnd('.');
    }
}
