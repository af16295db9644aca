using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lgm.Tests.Data;

/// <summary>A small HTTP/1.1 server on the loopback interface that serves bytes by name, with ranges, and can break off.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> files;

    public TestServer(Dictionary<string, byte[]> files)
    {
        this.files = files;
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        _ = Task.Run(Accept);
    }

    public string Url { get; }

    /// <summary>Bytes of a body after which the connection is cut; negative: never.</summary>
    public int CutAfter { get; set; } = -1;

    public bool HonoursRanges { get; set; } = true;

    /// <summary>Path and Range header of each request.</summary>
    public List<string> Requests { get; } = [];

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await Answer(client.GetStream());
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var name = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
        var from = 0;
        for (string? line; !string.IsNullOrEmpty(line = await reader.ReadLineAsync());)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
            {
                from = int.Parse(line["Range: bytes=".Length..].TrimEnd('-'));
            }
        }
        lock (Requests)
        {
            Requests.Add($"{name} {from}");
        }
        if (!files.TryGetValue(name, out var bytes))
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        if (from >= bytes.Length && HonoursRanges && from > 0)
        {
            await stream.WriteAsync("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        from = HonoursRanges ? from : 0;
        var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {bytes.Length - from}\r\nConnection: close\r\n\r\n"));
        var body = bytes[from..];
        await stream.WriteAsync(CutAfter >= 0 ? body[..Math.Min(CutAfter, body.Length)] : body);
    }

    public void Dispose() => listener.Stop();
}
