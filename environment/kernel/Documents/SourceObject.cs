using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Documents;

/// <summary>
/// A JSON object that is read from bytes and written back with every byte kept that nobody changed: key order, numbers as
/// they were typed, escapes, blanks. Changed values are spliced in between, in Jupyter's layout.
/// </summary>
internal sealed class SourceObject
{
    private readonly byte[] bytes;
    private readonly int depth;
    private readonly List<Property> properties = [];
    private readonly Dictionary<string, byte[]> changes = [];

    private sealed record Property(string Name, int Key, int Start, int End);

    /// <param name="bytes">One JSON object, checked by <see cref="JsonSource"/>, with nothing around it.</param>
    /// <param name="depth">At how many levels the object stands in its document.</param>
    public SourceObject(byte[] bytes, int depth)
    {
        (this.bytes, this.depth) = (bytes, depth);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 100 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (name, key) = (reader.GetString()!, (int)reader.TokenStartIndex);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            properties.Add(new Property(name, key, start, (int)reader.BytesConsumed));
        }
    }

    /// <summary>A new object, in Jupyter's layout.</summary>
    public static SourceObject Of(JsonObject content, int depth) => new(JsonLayout.Write(content, depth), depth);

    public bool Has(string name) => changes.ContainsKey(name) || properties.Exists(p => p.Name == name);

    /// <summary>A copy of the value; null for JSON's null and for a property that is not there.</summary>
    public JsonNode? this[string name] => Parse(Text(name).Span);

    /// <summary>The bytes of the value as they stand; those of null for a property that is not there.</summary>
    public ReadOnlyMemory<byte> Text(string name) =>
        changes.TryGetValue(name, out var changed) ? changed
        : properties.Find(p => p.Name == name) is { } property ? bytes.AsMemory(property.Start..property.End)
        : "null"u8.ToArray();

    /// <summary>Puts a value in the place of the old one, or behind all others; where the file has the same, no byte changes.</summary>
    public void Set(string name, JsonNode? value)
    {
        var written = properties.Find(p => p.Name == name) is { } property && JsonNode.DeepEquals(Parse(bytes.AsSpan(property.Start..property.End)), value);
        if (written) changes.Remove(name);
        else SetText(name, JsonLayout.Write(value, depth + 1));
    }

    /// <summary>As <see cref="Set"/>, with the value as it is to stand in the file.</summary>
    public void SetText(string name, byte[] text) => changes[name] = text;

    public byte[] ToBytes()
    {
        if (changes.Count == 0) return bytes;
        using var output = new MemoryStream();
        var at = 0;
        foreach (var property in properties.Where(p => changes.ContainsKey(p.Name)))
        {
            output.Write(bytes.AsSpan(at..property.Start));
            output.Write(changes[property.Name]);
            at = property.End;
        }
        var last = properties is [.., var final] ? final.End : 1;
        if (at < last) output.Write(bytes.AsSpan(at..last));
        var empty = properties.Count == 0;
        foreach (var (name, value) in changes.Where(c => !properties.Exists(p => p.Name == c.Key)))
        {
            if (!empty) output.WriteByte((byte)',');
            output.Write(Separator);
            output.Write(JsonLayout.Name(name));
            output.Write(value);
            empty = false;
        }
        output.Write(properties.Count == 0 ? Closing : bytes.AsSpan(last..));
        return output.ToArray();
    }

    // What stands between the brace and the first key also stands before a new one; an empty object has none to copy.
    private ReadOnlySpan<byte> Separator => properties is [var first, ..] ? bytes.AsSpan(1..first.Key) : LineAt(depth + 1);

    private byte[] Closing => [.. LineAt(depth), (byte)'}'];

    private static JsonNode? Parse(ReadOnlySpan<byte> text) => JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 100 });

    private static byte[] LineAt(int depth) => System.Text.Encoding.UTF8.GetBytes("\n" + new string(' ', depth));
}
