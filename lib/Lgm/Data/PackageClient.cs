using System.ComponentModel;
using System.Diagnostics;

namespace Lgm.Data;

/// <summary>Runs a package manager's client to its end, never through a shell.</summary>
internal static class PackageClient
{
    /// <exception cref="SourceUnavailableException">It is not installed, fails or takes too long.</exception>
    internal static void Run(string program, IReadOnlyList<string> arguments, string folder, TimeSpan deadline, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try { process.Start(); }
        catch (Win32Exception e) { throw new SourceUnavailableException($"{program} is not installed", e); }
        process.StandardInput.Close();
        // Both are read, or a full pipe would stop the client.
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            throw new SourceUnavailableException($"{program} {arguments[0]} did not end within {deadline.TotalSeconds:0} s");
        }
        Task.WaitAll(output, errors);
        if (process.ExitCode == 0) return;
        // npm puts its code (ENOTFOUND, E404) first, apt its reason behind "E:"; both add advice that helps nobody here.
        var lines = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var reason = lines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal) || l.Contains(" code ")) ?? lines.LastOrDefault() ?? $"exit code {process.ExitCode}";
        throw new SourceUnavailableException($"{program} {arguments[0]} failed: {reason.TrimEnd('.')}");
    }
}
