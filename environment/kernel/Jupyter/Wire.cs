using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Jupyter;

/// <summary>
/// Jupyter's messages as frames: the route, a delimiter, the signature, then header, parent header, metadata and content
/// in JSON. The signature is the HMAC-SHA256 of these four in hexadecimal.
/// </summary>
internal sealed class Wire(byte[] key)
{
    /// <summary>Of Jupyter's messaging protocol.</summary>
    public const string ProtocolVersion = "5.3";

    private const int Parts = 4;
    private static readonly byte[] s_delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] s_empty = "{}"u8.ToArray();
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string session = Guid.NewGuid().ToString();

    /// <param name="peer">The connection it came over.</param>
    /// <param name="frames">The message.</param>
    /// <exception cref="InvalidDataException">It is no message, or not signed with the key.</exception>
    public Request Read(string peer, IReadOnlyList<byte[]> frames)
    {
        var start = frames.TakeWhile(f => !f.AsSpan().SequenceEqual(s_delimiter)).Count() + 1;
        if (frames.Count < start + 1 + Parts) throw new InvalidDataException("it has too few frames");
        byte[][] parts = [.. frames.Skip(start + 1).Take(Parts)];
        if (!CryptographicOperations.FixedTimeEquals(Signature(parts), frames[start])) throw new InvalidDataException("its signature is wrong");
        try
        {
            var header = JsonDocument.Parse(parts[0]).RootElement;
            var content = JsonDocument.Parse(parts[3]).RootElement;
            if (header.ValueKind != JsonValueKind.Object || content.ValueKind != JsonValueKind.Object) throw new InvalidDataException("its header or content is no object");
            var type = header.TryGetProperty("msg_type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : throw new InvalidDataException("it names no type");
            return new Request(peer, [.. frames.Take(start - 1)], parts[0], type, content);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("it is not JSON", e);
        }
    }

    /// <param name="route">The frames before the delimiter.</param>
    /// <param name="type">Of the message.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parent">The header of the request it belongs to; null where there is none.</param>
    public IReadOnlyList<byte[]> Write(IEnumerable<byte[]> route, string type, JsonObject content, byte[]? parent)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(), ["msg_type"] = type, ["session"] = session, ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture), ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), parent ?? s_empty, s_empty, Bytes(content)];
        return [.. route, s_delimiter, Signature(parts), .. parts];
    }

    private byte[] Signature(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts) hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static byte[] Bytes(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writing)) json.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
