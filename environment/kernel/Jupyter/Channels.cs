using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Lgm.Kernel.Zmtp;

namespace Lgm.Kernel.Jupyter;

/// <summary>The five sockets of a kernel. Requests whose signature is right stand in queues; the heartbeat answers itself.</summary>
internal sealed class Channels : IDisposable
{
    // A front end that asks faster than it is answered has to wait: requests and bytes of a queue.
    private const int MostRequests = 1000;
    private const long MostBytes = 256L << 20;

    private readonly Wire wire;
    private readonly KernelLog log;
    private readonly List<ZmtpSocket> sockets = [];
    private readonly PublisherSocket published;
    private readonly RouterSocket stdin;

    /// <exception cref="NotebookException">A port is taken.</exception>
    public Channels(ConnectionFile file, KernelLog log)
    {
        (wire, this.log) = (new Wire(file.Key), log);
        var memory = new MessageMemory();
        try
        {
            Add(new EchoSocket(file.Heartbeat, memory, log.Write));
            published = Add(new PublisherSocket(file.IoPub, memory, log.Write));
            ShellSocket = Add(new RouterSocket(file.Shell, memory, log.Write, (peer, frames) => Queue(Shell, peer, frames)));
            ControlSocket = Add(new RouterSocket(file.Control, memory, log.Write, (peer, frames) => Queue(Control, peer, frames)));
            stdin = Add(new RouterSocket(file.Stdin, memory, log.Write, (peer, frames) => Queue(Inputs, peer, frames)));
        }
        catch (SocketException e)
        {
            Dispose();
            throw new NotebookException($"The ports of the connection file cannot be listened on ({e.Message}): another kernel uses them, so start a new one.", e);
        }
        foreach (var socket in sockets) socket.Start();
    }

    public BoundedQueue<Request> Shell { get; } = new(MostRequests, MostBytes);

    public BoundedQueue<Request> Control { get; } = new(MostRequests, MostBytes);

    /// <summary>What a person typed where a cell asked.</summary>
    public BoundedQueue<Request> Inputs { get; } = new(MostRequests, MostBytes);

    public RouterSocket ShellSocket { get; }

    public RouterSocket ControlSocket { get; }

    /// <summary>Answers a request where it came from.</summary>
    public void Reply(RouterSocket socket, Request request, JsonObject content) =>
        socket.Send(request.Peer, wire.Write(request.Route, request.Type.Replace("_request", "_reply"), content, request.Header));

    /// <summary>Asks the person in front of the front end.</summary>
    public void Ask(Request request, string prompt) =>
        stdin.Send(request.Peer, wire.Write(request.Route, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = false }, request.Header));

    /// <summary>Tells all front ends.</summary>
    public void Publish(string type, JsonObject content, Request? parent) => published.Send(wire.Write([Encoding.ASCII.GetBytes(type)], type, content, parent?.Header));

    public void Dispose()
    {
        foreach (var socket in sockets) socket.Dispose();
    }

    private T Add<T>(T socket) where T : ZmtpSocket
    {
        sockets.Add(socket);
        return socket;
    }

    private void Queue(BoundedQueue<Request> queue, string peer, IReadOnlyList<byte[]> frames)
    {
        try
        {
            var request = wire.Read(peer, frames);
            queue.Add(request, frames.Sum(f => (long)f.Length), Timeout.InfiniteTimeSpan);
        }
        catch (InvalidDataException e)
        {
            log.Write($"A message was dropped: {e.Message}.");
        }
    }
}
