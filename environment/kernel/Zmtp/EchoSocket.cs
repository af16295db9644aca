namespace Lgm.Kernel.Zmtp;

/// <summary>Gives back what it gets: the heartbeat. A REP, for which the frames before the empty one are the way back too.</summary>
internal sealed class EchoSocket(int port, MessageMemory memory, Action<string> log) : ZmtpSocket(port, memory, log)
{
    private const int Longest = 4096;

    public override string Type => "REP";

    public override IReadOnlyList<string> Peers { get; } = ["REQ", "DEALER"];

    public override void Receive(Connection from, IReadOnlyList<byte[]> message)
    {
        // Nobody has to sign a heartbeat, so nobody may make one large.
        if (message.Sum(f => (long)f.Length) > Longest) throw new ZmtpException($"a heartbeat of more than {Longest} bytes");
        from.Send(message, TimeSpan.Zero);
    }
}
