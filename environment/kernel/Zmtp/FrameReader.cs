using System.Buffers.Binary;
using System.Net.Sockets;

namespace Lgm.Kernel.Zmtp;

/// <summary>
/// Reads frames from a connection. Between messages it waits without end; a peer that falls silent within one is given
/// up, and memory is taken as bytes arrive and not as a length is claimed.
/// </summary>
internal sealed class FrameReader(Socket socket, MessageMemory memory)
{
    /// <summary>As long may a peer be silent in the middle of a greeting, frame or message.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Parts of one message: each costs memory however short it is.</summary>
    public const int MostFrames = 1000;

    private const int Piece = 1 << 20;
    private readonly BufferedStream stream = new(new NetworkStream(socket), 8192);

    /// <summary>The next message, or a single command.</summary>
    /// <param name="held">What it took of the memory: to be returned once it is handled.</param>
    public IReadOnlyList<Frame> Next(out long held)
    {
        List<Frame> frames = [];
        held = 0;
        try
        {
            socket.ReceiveTimeout = 0;
            do
            {
                var flags = Byte();
                socket.ReceiveTimeout = (int)Silence.TotalMilliseconds;
                frames.Add(Read(flags, ref held));
                if (frames.Count > MostFrames) throw new ZmtpException($"a message of more than {MostFrames} frames");
            }
            while (frames[^1].More);
            if (frames.Count > 1 && frames.Any(f => f.IsCommand)) throw new ZmtpException("a command within a message");
            return frames;
        }
        catch
        {
            memory.Return(held);
            throw;
        }
    }

    /// <summary>So many bytes, within the time a peer may be silent.</summary>
    public byte[] Exactly(int count)
    {
        socket.ReceiveTimeout = (int)Silence.TotalMilliseconds;
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private byte Byte() => stream.ReadByte() is var next and >= 0 ? (byte)next : throw new EndOfStreamException();

    private Frame Read(byte flags, ref long held)
    {
        if ((flags & ~(Frame.MoreFlag | Frame.LongFlag | Frame.CommandFlag)) != 0) throw new ZmtpException($"a frame with the flags {flags}");
        var length = (flags & Frame.LongFlag) == 0 ? Byte() : BinaryPrimitives.ReadInt64BigEndian(Exactly(8));
        if (length < 0 || length > MessageMemory.MostInMessage - held) throw new ZmtpException($"a message beyond {MessageMemory.MostInMessage >> 20} MiB");
        var body = Grow([], Math.Min(length, Piece), ref held);
        for (var read = 0; read < length;)
        {
            if (read == body.Length) body = Grow(body, Math.Min(length, 2L * read), ref held);
            stream.ReadExactly(body, read, body.Length - read);
            read = body.Length;
        }
        return new Frame(body, (flags & Frame.MoreFlag) != 0, (flags & Frame.CommandFlag) != 0);
    }

    private byte[] Grow(byte[] body, long length, ref long held)
    {
        memory.Take(length - body.Length);
        held += length - body.Length;
        Array.Resize(ref body, (int)length);
        return body;
    }
}
