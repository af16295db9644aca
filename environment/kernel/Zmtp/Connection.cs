using System.Net.Sockets;
using System.Text;

namespace Lgm.Kernel.Zmtp;

/// <summary>
/// One peer of a socket, with a thread that reads and one that writes: what cells do to the thread pool must not keep a
/// heartbeat or an interrupt waiting.
/// </summary>
internal sealed class Connection(ZmtpSocket owner, Socket socket, MessageMemory memory, long number)
{
    /// <summary>Messages and bytes that wait for a peer which reads slowly; beyond them messages to it are dropped.</summary>
    public const int MostWaiting = 1000;

    /// <inheritdoc cref="MostWaiting"/>
    public const long MostWaitingBytes = 64L << 20;

    /// <summary>How long who sends waits for such a peer before that, once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Of its threads, of which there may be many.</summary>
    public const int StackSize = 512 << 10;

    private static readonly TimeSpan s_sending = TimeSpan.FromMinutes(1);
    private readonly BoundedQueue<Frame[]> outgoing = new(MostWaiting, MostWaitingBytes);
    private readonly ManualResetEventSlim written = new(initialState: true);

    /// <summary>What the peer calls itself, or is called here where it has no name.</summary>
    public string Identity { get; private set; } = $"\0{Guid.NewGuid():N}";

    /// <summary>The how manyth of its socket: peers come in this order, and may finish to shake hands in another.</summary>
    public long Number => number;

    /// <summary>Whether the peer has said what it is.</summary>
    public bool HasGreeted { get; private set; }

    /// <summary>Reads until the peer or the socket is gone.</summary>
    public void Run()
    {
        try
        {
            socket.NoDelay = true;
            socket.SendTimeout = (int)s_sending.TotalMilliseconds;
            var reader = new FrameReader(socket, memory);
            var peer = Handshake.Perform(socket, reader, owner.Type);
            var type = Encoding.ASCII.GetString(peer.GetValueOrDefault("Socket-Type", []));
            if (!owner.Peers.Contains(type)) throw new ZmtpException($"a {owner.Type} socket cannot talk to a {type} socket");
            if (peer.GetValueOrDefault("Identity") is { Length: > 0 } identity) Identity = Convert.ToHexString(identity);
            HasGreeted = true;
            written.Reset();
            new Thread(Write, StackSize) { IsBackground = true, Name = "to a peer" }.Start();
            owner.Joined(this);
            while (true) Handle(reader.Next(out var held), held);
        }
        catch (ZmtpException e)
        {
            owner.Log($"A connection was closed: {e.Message}.");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OutOfMemoryException)
        {
            // The peer is gone, or silent in the middle of a message.
        }
        catch (Exception e)
        {
            // Whatever a peer sent, it ends this connection and not the process.
            owner.Log($"A connection was closed: {e.Message}");
        }
        finally
        {
            Close();
            owner.Left(this);
        }
    }

    /// <summary>Queues a message.</summary>
    /// <param name="message">Its frames.</param>
    /// <param name="patience">How long to wait for room.</param>
    /// <returns>False where it was dropped.</returns>
    public bool Send(IReadOnlyList<byte[]> message, TimeSpan patience) =>
        outgoing.Add([.. message.Select((body, i) => new Frame(body, i < message.Count - 1, false))], message.Sum(f => (long)f.Length), patience);

    public void Close()
    {
        outgoing.Close();
        socket.Dispose();
    }

    /// <summary>Sends what waits still, for a moment.</summary>
    public void CloseWhenSent(TimeSpan patience)
    {
        outgoing.Close();
        socket.SendTimeout = (int)patience.TotalMilliseconds;
        written.Wait(patience);
        Close();
    }

    private void Handle(IReadOnlyList<Frame> frames, long held)
    {
        try
        {
            if (!frames[0].IsCommand) owner.Receive(this, [.. frames.Select(f => f.Body)]);
            else if (frames[0].AsCommand() is ("PING", { Length: >= 2 } ping)) outgoing.Add([Frame.Command("PONG", ping.AsSpan(2))], ping.Length, TimeSpan.Zero);
            else if (frames[0].AsCommand() is var (name, data)) owner.Command(this, name, data);
        }
        finally
        {
            memory.Return(held);
        }
    }

    private void Write()
    {
        try
        {
            while (outgoing.Take(out var message))
            {
                // What is small goes as one packet.
                if (message.Sum(f => (long)f.Body.Length) < 4096) socket.Send([.. message.SelectMany(f => (byte[])[.. f.Head(), .. f.Body])]);
                else foreach (var frame in message) socket.Send([frame.Head(), frame.Body]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone, or has read nothing for a minute: a client that lives comes again by itself.
            Close();
        }
        finally
        {
            written.Set();
        }
    }
}
