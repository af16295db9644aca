namespace Lgm.Kernel.Zmtp;

/// <summary>
/// Sends every message to all who subscribed to a beginning of its first frame: a PUB. A subscriber that does not read
/// makes it wait once, and then loses messages.
/// </summary>
internal sealed class PublisherSocket(int port, MessageMemory memory, Action<string> log) : ZmtpSocket(port, memory, log)
{
    private const int MostSubscriptions = 1000;
    private const byte Subscribe = 1, Cancel = 0;
    private readonly Dictionary<Connection, List<byte[]>> subscribers = [];
    private readonly object order = new();

    public override string Type => "PUB";

    public override IReadOnlyList<string> Peers { get; } = ["SUB", "XSUB"];

    /// <summary>All who want it get it, in the order of calls.</summary>
    public void Send(IReadOnlyList<byte[]> message)
    {
        lock (order)
        {
            Connection[] wanting;
            lock (subscribers) wanting = [.. subscribers.Where(s => s.Value.Any(topic => message[0].AsSpan().StartsWith(topic))).Select(s => s.Key)];
            foreach (var subscriber in wanting) subscriber.Send(message, Connection.Patience);
        }
    }

    // ZMTP 3.0 subscribes by messages whose first byte says what the rest is for.
    public override void Receive(Connection from, IReadOnlyList<byte[]> message)
    {
        if (message is [{ Length: > 0 } only] && only[0] is Subscribe or Cancel) Change(from, only[0] == Subscribe, only[1..]);
    }

    // 3.1 subscribes by commands.
    public override void Command(Connection from, string name, byte[] data)
    {
        if (name is "SUBSCRIBE" or "CANCEL") Change(from, name == "SUBSCRIBE", data);
    }

    public override void Joined(Connection connection)
    {
        lock (subscribers) subscribers[connection] = [];
    }

    public override void Left(Connection connection)
    {
        lock (subscribers) subscribers.Remove(connection);
        base.Left(connection);
    }

    private void Change(Connection from, bool subscribe, byte[] topic)
    {
        if (topic.Length > byte.MaxValue) throw new ZmtpException($"a subscription to {topic.Length} bytes");
        lock (subscribers)
        {
            // A copy, since the sender goes through the old one.
            List<byte[]> topics = [.. subscribers[from]];
            if (subscribe) topics.Add(topic);
            else if (topics.FindIndex(t => t.AsSpan().SequenceEqual(topic)) is var at and >= 0) topics.RemoveAt(at);
            if (topics.Count > MostSubscriptions) throw new ZmtpException($"more than {MostSubscriptions} subscriptions");
            subscribers[from] = topics;
        }
    }
}
