using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lgm.Tests.Jupyter;

/// <summary>One ZMTP connection as a client has it, written the plain way; a test can also send what no client would.</summary>
internal sealed class WirePeer : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000, SendTimeout = 60_000 };
    private readonly Stream stream;

    public WirePeer(int port)
    {
        socket.Connect(IPAddress.Loopback, port);
        stream = new BufferedStream(new NetworkStream(socket), 8192);
    }

    /// <summary>A peer that has shaken hands.</summary>
    public static WirePeer Of(int port, string type, string identity = "")
    {
        var peer = new WirePeer(port);
        peer.Raw(Greeting());
        peer.Exactly(64);
        peer.Raw(Frame(Ready(type, identity), flags: 4));
        peer.ReceiveFrame();
        return peer;
    }

    public static byte[] Greeting(byte minor = 0) => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, minor, .. "NULL"u8, .. new byte[48]];

    public static byte[] Ready(string type, string identity) => [5, .. "READY"u8, .. Property("Socket-Type", type), .. Property("Identity", identity)];

    /// <summary>A frame in the form its length asks for.</summary>
    public static byte[] Frame(byte[] body, byte flags)
    {
        if (body.Length <= 255) return [flags, (byte)body.Length, .. body];
        var frame = new byte[9 + body.Length];
        frame[0] = (byte)(flags | 2);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, 9);
        return frame;
    }

    public static byte[] Message(IReadOnlyList<byte[]> frames) => [.. frames.SelectMany((f, i) => Frame(f, (byte)(i < frames.Count - 1 ? 1 : 0)))];

    public void Raw(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += socket.Send(bytes, sent, bytes.Length - sent, SocketFlags.None);
    }

    public void Send(IReadOnlyList<byte[]> frames)
    {
        foreach (var (i, frame) in frames.Index()) Raw(Frame(frame, (byte)(i < frames.Count - 1 ? 1 : 0)));
    }

    /// <summary>Asks whether the other side is there, and returns when the answer with the same words has come.</summary>
    public void Ping(ReadOnlySpan<byte> words)
    {
        Raw(Frame([4, .. "PING"u8, 0, 100, .. words], flags: 4));
        while (ReceiveFrame() is var (flags, body) && !((flags & 4) != 0 && body.AsSpan().SequenceEqual((byte[])[4, .. "PONG"u8, .. words]))) { }
    }

    /// <summary>The next message, commands left out.</summary>
    public List<byte[]> Receive()
    {
        List<byte[]> frames = [];
        while (true)
        {
            var (flags, body) = ReceiveFrame();
            if ((flags & 4) != 0) continue;
            frames.Add(body);
            if ((flags & 1) == 0) return frames;
        }
    }

    public (byte Flags, byte[] Body) ReceiveFrame()
    {
        var flags = Exactly(1)[0];
        var length = (flags & 2) == 0 ? Exactly(1)[0] : (int)BinaryPrimitives.ReadInt64BigEndian(Exactly(8));
        return (flags, Exactly(length));
    }

    /// <summary>Whether the other side closes within a time, whatever it sends before.</summary>
    public bool IsClosed(TimeSpan within)
    {
        socket.ReceiveTimeout = (int)within.TotalMilliseconds;
        try
        {
            while (stream.ReadByte() >= 0) { }
            return true;
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => socket.Dispose();

    private byte[] Exactly(int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Property(string name, string value) => [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
