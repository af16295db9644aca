using System.Buffers.Binary;

namespace Lgm.Kernel.Zmtp;

/// <summary>One frame of the wire: a part of a message, or a command.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="More">Whether the message goes on behind it.</param>
/// <param name="IsCommand">Whether it speaks to the protocol and not to the application.</param>
internal readonly record struct Frame(byte[] Body, bool More, bool IsCommand)
{
    public const byte MoreFlag = 1, LongFlag = 2, CommandFlag = 4;

    /// <summary>Flags and length, as they go before the body: one byte of length up to 255, eight beyond.</summary>
    public byte[] Head()
    {
        var flags = (byte)((More ? MoreFlag : 0) | (IsCommand ? CommandFlag : 0));
        if (Body.Length <= byte.MaxValue) return [flags, (byte)Body.Length];
        var head = new byte[9];
        head[0] = (byte)(flags | LongFlag);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), Body.Length);
        return head;
    }

    /// <summary>A command: its name behind its length, then its data.</summary>
    public static Frame Command(string name, ReadOnlySpan<byte> data) => new([(byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), .. data], More: false, IsCommand: true);

    /// <exception cref="ZmtpException">It has no name.</exception>
    public (string Name, byte[] Data) AsCommand() => Body.Length > 0 && Body[0] > 0 && Body[0] < Body.Length
        ? (System.Text.Encoding.ASCII.GetString(Body, 1, Body[0]), Body[(1 + Body[0])..])
        : throw new ZmtpException("a command without a name");
}
