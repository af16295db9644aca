using System.Net;
using System.Net.Http.Headers;

namespace Lgm.Data;

/// <summary>One file over HTTP into the cache folder. What a broken download left is kept there and resumed.</summary>
internal static class HttpDownload
{
    // Packed files are smaller than their contents; this is room for headers of contents that do not pack.
    private const long Slack = 1 << 20;
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    /// <summary>Downloads a file, hands it on, and forgets it.</summary>
    /// <param name="request">Cache, patience and progress.</param>
    /// <param name="url">The file's address.</param>
    /// <param name="name">Its name in reports and in the cache.</param>
    /// <param name="size">Bytes it has at most, but for a little.</param>
    /// <param name="use">Takes the whole file, from its start; a <see cref="SourceUnavailableException"/> or <see cref="InvalidDataException"/> means that it was not the right one.</param>
    internal static void Through(FetchRequest request, string url, string name, long size, Action<FileStream> use)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = request.ConnectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
        var partial = request.Cache.PartialOf(name);
        using var kept = CacheFolder.OnDisk(partial, size, () => new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Delete));
        var resumed = kept.Length > 0;
        void Obtain()
        {
            DownloadAsync(client, url, name, size, kept, request).GetAwaiter().GetResult();
            kept.Position = 0;
            try
            {
                use(kept);
            }
            catch (Exception e) when (e is SourceUnavailableException or InvalidDataException)
            {
                kept.SetLength(0);
                throw e as SourceUnavailableException ?? new SourceUnavailableException($"its {name} cannot be unpacked: {e.Message.TrimEnd('.')}", e);
            }
        }
        try
        {
            try
            {
                Obtain();
            }
            catch (SourceUnavailableException) when (resumed && kept.Length == 0)
            {
                // What an earlier try or another host had left did not fit this host's file: once more, from the start.
                Obtain();
            }
            kept.SetLength(0);
        }
        finally
        {
            if (kept.Length == 0)
            {
                File.Delete(partial);
            }
        }
    }

    private static async Task DownloadAsync(HttpClient client, string url, string name, long size, FileStream kept, FetchRequest request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation);
        patience.CancelAfter(request.ConnectTimeout + Answer);
        var place = url[..(url.LastIndexOf('/') + 1)];
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, url);
            if (kept.Length > 0)
            {
                question.Headers.Range = new RangeHeaderValue(kept.Length, null);
            }
            using var answer = await client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // Nothing lies behind what is kept: it is complete, or wrong, which its use will tell.
                return;
            }
            if (!answer.IsSuccessStatusCode)
            {
                throw new SourceUnavailableException($"it answered {(int)answer.StatusCode} {answer.ReasonPhrase} for {name}");
            }
            if (answer.StatusCode != HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange?.From != kept.Length)
            {
                kept.SetLength(0);
            }
            kept.Seek(0, SeekOrigin.End);
            var total = kept.Length + (answer.Content.Headers.ContentLength ?? 0);
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var buffer = new byte[1 << 17];
            for (int read; (read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0;)
            {
                CacheFolder.OnDisk(kept.Name, size, () => kept.Write(buffer, 0, read));
                if (kept.Length > size + Slack)
                {
                    kept.SetLength(0);
                    throw new SourceUnavailableException($"it sends more for {name} than the file can be");
                }
                request.Report(name, kept.Length, total, place);
                patience.CancelAfter(Stall);
            }
            CacheFolder.OnDisk(kept.Name, size, () => kept.Flush());
        }
        catch (OperationCanceledException e) when (!request.Cancellation.IsCancellationRequested)
        {
            throw new SourceUnavailableException(kept.Length == 0 ? "no answer in time" : $"it stalled after {kept.Length} bytes, which are kept for the next try", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SourceUnavailableException(e.Message.TrimEnd('.'), e);
        }
    }
}
