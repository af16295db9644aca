using System.ComponentModel;
using System.Diagnostics;

namespace Lgm.Data;

/// <summary>One file over HTTP, in memory: a download that breaks off leaves nothing behind.</summary>
internal static class HttpDownload
{
    // Contents that do not pack grow by headers and block marks.
    private const long Slack = 1 << 20;
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(3), s_answer = TimeSpan.FromSeconds(7), s_stall = TimeSpan.FromSeconds(20);

    /// <summary>Reads at most <paramref name="size"/> bytes and a little; reports the bytes that are here and of all, 0 where the host does not say.</summary>
    /// <exception cref="SourceUnavailableException">The host cannot be reached, does not have the file or breaks off.</exception>
    internal static async Task<MemoryStream> ReadAsync(string url, long size, Action<long, long> report, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_connect + s_answer);
        var name = url[(url.LastIndexOf('/') + 1)..];
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_connect }) { Timeout = Timeout.InfiniteTimeSpan };
            using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) throw new SourceUnavailableException($"it answered {(int)answer.StatusCode} {answer.ReasonPhrase} for {name}");
            var total = answer.Content.Headers.ContentLength ?? 0;
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var (file, buffer) = (new MemoryStream((int)Math.Min(total, size + Slack)), new byte[1 << 17]);
            for (int read; (read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0;)
            {
                file.Write(buffer, 0, read);
                if (file.Length > size + Slack) throw new SourceUnavailableException($"it sends more for {name} than the file can be");
                report(file.Length, total);
                patience.CancelAfter(s_stall);
            }
            file.Position = 0;
            return file;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceUnavailableException($"no answer in time for {name}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SourceUnavailableException(e.Message.TrimEnd('.'), e);
        }
    }
}

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
