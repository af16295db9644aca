using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lgm.Tests.Data;

/// <summary>A small HTTP/1.1 server on the loopback interface that serves bytes by name and can break off.</summary>
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

    /// <summary>Path of each request.</summary>
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
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var name = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync())) { }
        Requests.Add(name);
        var (status, body) = files.TryGetValue(name, out var bytes) ? ("200 OK", bytes) : ("404 Not Found", []);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(CutAfter >= 0 ? body[..Math.Min(CutAfter, body.Length)] : body);
    }

    public void Dispose() => listener.Stop();
}
