using System.Net;
using System.Net.Http.Headers;

namespace Lgm.Data;

/// <summary>A public home of the set: each file in its packed form under one address. Downloads that break off are resumed.</summary>
/// <param name="Url">The address of the folder, with a slash at the end.</param>
public sealed record HttpSource(string Url) : DataSource
{
    // Packed files are smaller than their contents; this is room for headers of contents that do not pack.
    private const long Slack = 1 << 20;
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    public override string Place => Url;

    internal override void Fetch(FetchRequest request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = request.ConnectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (var file in request.Files)
        {
            var partial = request.Cache.PartialOf(file);
            using var kept = CacheFolder.OnDisk(partial, file.Size, () => new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Delete));
            var resumed = kept.Length > 0;
            try
            {
                try
                {
                    Obtain(client, file, kept, request);
                }
                catch (SourceUnavailableException) when (resumed && kept.Length == 0)
                {
                    // What an earlier try or another host had left did not fit this host's file: once more, from the start.
                    Obtain(client, file, kept, request);
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
    }

    private void Obtain(HttpClient client, DataFile file, FileStream kept, FetchRequest request)
    {
        DownloadAsync(client, file, kept, request).GetAwaiter().GetResult();
        kept.Position = 0;
        try
        {
            request.Cache.Store(file, FileContents.Unpacked(kept), request, Url);
        }
        catch (Exception e) when (e is SourceUnavailableException or InvalidDataException)
        {
            kept.SetLength(0);
            throw e as SourceUnavailableException
                ?? new SourceUnavailableException($"its {file.PackedName} cannot be unpacked: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task DownloadAsync(HttpClient client, DataFile file, FileStream kept, FetchRequest request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation);
        patience.CancelAfter(request.ConnectTimeout + Answer);
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, Url + file.PackedName);
            if (kept.Length > 0)
            {
                question.Headers.Range = new RangeHeaderValue(kept.Length, null);
            }
            using var answer = await client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // Nothing lies behind what is kept: it is complete, or wrong, which unpacking will tell.
                return;
            }
            if (!answer.IsSuccessStatusCode)
            {
                throw new SourceUnavailableException($"it answered {(int)answer.StatusCode} {answer.ReasonPhrase} for {file.PackedName}");
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
                CacheFolder.OnDisk(kept.Name, file.Size, () => kept.Write(buffer, 0, read));
                if (kept.Length > file.Size + Slack)
                {
                    kept.SetLength(0);
                    throw new SourceUnavailableException($"it sends more for {file.PackedName} than the file can be");
                }
                request.Report(file.PackedName, kept.Length, total, Url);
                patience.CancelAfter(Stall);
            }
            CacheFolder.OnDisk(kept.Name, file.Size, () => kept.Flush());
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
