namespace Lgm.Kernel.Zmtp;

/// <summary>Takes requests, and sends answers to the peer of a name: a ROUTER. Who receives gets the peer's name and the frames, and may block, which makes the peer wait.</summary>
internal sealed class RouterSocket(int port, MessageMemory memory, Action<string> log, Action<string, IReadOnlyList<byte[]>> receive) : ZmtpSocket(port, memory, log)
{
    private readonly Dictionary<string, Connection> peers = [];

    public override string Type => "ROUTER";

    public override IReadOnlyList<string> Peers { get; } = ["DEALER", "REQ", "ROUTER"];

    public override void Receive(Connection from, IReadOnlyList<byte[]> message) => receive(from.Identity, message);

    /// <summary>Sends to a peer, and drops the message where it is gone.</summary>
    public void Send(string identity, IReadOnlyList<byte[]> message)
    {
        Connection? to;
        lock (peers) peers.TryGetValue(identity, out to);
        to?.Send(message, Connection.Patience);
    }

    // A peer that lost its connection comes again under the same name; the answer goes to where it is now.
    public override void Joined(Connection connection)
    {
        lock (peers)
        {
            if (!peers.TryGetValue(connection.Identity, out var current) || current.Number < connection.Number) peers[connection.Identity] = connection;
        }
    }

    public override void Left(Connection connection)
    {
        lock (peers)
        {
            if (peers.TryGetValue(connection.Identity, out var current) && current == connection) peers.Remove(connection.Identity);
        }
        base.Left(connection);
    }
}
