using System.Net;
using System.Net.Sockets;

namespace Lgm.Kernel.Zmtp;

/// <summary>A socket that listens on this machine; what kind it is, and what it does with messages, its subclasses say.</summary>
internal abstract class ZmtpSocket : IDisposable
{
    /// <summary>Peers of one socket; a front end has one or two.</summary>
    public const int MostConnections = 256;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly MessageMemory memory;
    private readonly List<Connection> connections = [];
    private readonly Lock gate = new();

    /// <param name="port">0 takes any that is free.</param>
    /// <param name="memory">What all sockets together may receive at one time.</param>
    /// <param name="log">Gets a sentence about every peer that is turned away.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    protected ZmtpSocket(int port, MessageMemory memory, Action<string> log)
    {
        (this.memory, Log) = (memory, log);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(MostConnections);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Its kind, as peers are told.</summary>
    public abstract string Type { get; }

    /// <summary>The kinds it talks to.</summary>
    public abstract IReadOnlyList<string> Peers { get; }

    public Action<string> Log { get; }

    /// <summary>Begins to take connections.</summary>
    public void Start() => new Thread(Accept) { IsBackground = true, Name = $"{Type} on {Port}" }.Start();

    /// <summary>A message has come; called on the connection's own thread.</summary>
    public abstract void Receive(Connection from, IReadOnlyList<byte[]> message);

    /// <summary>A command has come that is not the connection's own business.</summary>
    public virtual void Command(Connection from, string name, byte[] data)
    {
    }

    public virtual void Joined(Connection connection)
    {
    }

    public virtual void Left(Connection connection)
    {
        lock (gate) connections.Remove(connection);
    }

    /// <summary>Sends what waits and goes.</summary>
    public void Dispose()
    {
        listener.Dispose();
        Connection[] all;
        lock (gate) all = [.. connections];
        foreach (var connection in all) connection.CloseWhenSent(TimeSpan.FromMilliseconds(200));
    }

    private void Accept()
    {
        for (long number = 1; ; number++)
        {
            try
            {
                var socket = listener.Accept();
                var connection = new Connection(this, socket, memory, number);
                if (!Admit(connection)) continue;
                new Thread(connection.Run, Connection.StackSize) { IsBackground = true, Name = "from a peer" }.Start();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                return;
            }
            catch (SocketException)
            {
                // No file descriptor is free, or the peer went while it came: the next one may fare better.
                Thread.Sleep(50);
            }
        }
    }

    // Where all places are taken, who came first and has said nothing yet gives way.
    private bool Admit(Connection connection)
    {
        lock (gate)
        {
            var mute = connections.Count < MostConnections ? null : connections.Find(c => !c.HasGreeted);
            mute?.Close();
            connections.RemoveAll(c => c == mute);
            if (connections.Count < MostConnections)
            {
                connections.Add(connection);
                return true;
            }
        }
        Log($"A connection was refused: there are {MostConnections} already.");
        connection.Close();
        return false;
    }
}
