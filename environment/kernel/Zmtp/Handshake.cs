using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Lgm.Kernel.Zmtp;

/// <summary>How a ZMTP 3.0 connection begins: both sides greet at once, agree on the NULL mechanism, and say what they are.</summary>
internal static class Handshake
{
    private const int GreetingLength = 64, MinorPlace = 11, MechanismPlace = 12, MechanismLength = 20;

    /// <returns>What the peer says of itself, by name: <c>Socket-Type</c>, <c>Identity</c>.</returns>
    /// <exception cref="ZmtpException">It is no peer of this protocol.</exception>
    public static IReadOnlyDictionary<string, byte[]> Perform(Socket socket, FrameReader reader, string socketType)
    {
        socket.Send(Greeting());
        var greeting = reader.Exactly(GreetingLength);
        if (greeting[0] != 0xFF || (greeting[9] & 1) == 0) throw new ZmtpException("a greeting that is not ZMTP's");
        if (greeting[10] < 3) throw new ZmtpException($"ZMTP {greeting[10]}, which is older than 3.0");
        var mechanism = Encoding.ASCII.GetString(greeting, MechanismPlace, MechanismLength).TrimEnd('\0');
        if (mechanism != "NULL") throw new ZmtpException("a mechanism other than NULL");
        var ready = Frame.Command("READY", [.. Property("Socket-Type", Encoding.ASCII.GetBytes(socketType))]);
        socket.Send([.. ready.Head(), .. ready.Body]);
        var (name, data) = Command(reader);
        return name == "READY" ? Properties(data) : throw new ZmtpException("no READY behind the greeting");
    }

    private static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        (greeting[0], greeting[9], greeting[10], greeting[MinorPlace]) = (0xFF, 0x7F, 3, 0);
        "NULL"u8.CopyTo(greeting.AsSpan(MechanismPlace));
        return greeting;
    }

    // Nobody is known yet: a first command of more than a few hundred bytes is none of this protocol's.
    private static (string Name, byte[] Data) Command(FrameReader reader)
    {
        const int longest = 4096;
        var flags = reader.Exactly(1)[0];
        if ((flags & ~Frame.LongFlag) != Frame.CommandFlag) throw new ZmtpException("no command behind the greeting");
        var length = (flags & Frame.LongFlag) == 0 ? reader.Exactly(1)[0] : BinaryPrimitives.ReadInt64BigEndian(reader.Exactly(8));
        if (length is < 0 or > longest) throw new ZmtpException($"a first command of {length} bytes");
        return new Frame(reader.Exactly((int)length), More: false, IsCommand: true).AsCommand();
    }

    private static byte[] Property(string name, byte[] value)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. value];
    }

    private static Dictionary<string, byte[]> Properties(byte[] data)
    {
        var properties = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < data.Length;)
        {
            var name = Take(1 + Take(1, peek: true)[0])[1..];
            var value = Take(BinaryPrimitives.ReadInt32BigEndian(Take(4)));
            properties[Encoding.ASCII.GetString(name)] = value;

            byte[] Take(int count, bool peek = false)
            {
                if (count < 0 || count > data.Length - at) throw new ZmtpException("properties that end too early");
                var taken = data[at..(at + count)];
                if (!peek) at += count;
                return taken;
            }
        }
        return properties;
    }
}
