using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Documents;

/// <summary>Writes JSON as Jupyter does: one space a level, letters of all languages as themselves.</summary>
internal static class JsonLayout
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a value whose first line stands at some depth already.</summary>
    /// <param name="node">Null is JSON's null.</param>
    /// <param name="depth">How many levels the lines after the first are moved to the right.</param>
    public static byte[] Write(JsonNode? node, int depth)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            if (node is null) writer.WriteNullValue();
            else node.WriteTo(writer, new JsonSerializerOptions { Encoder = s_options.Encoder });
        }
        // A line break within a JSON string is written as \n: every real one is layout.
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length).Replace("\n", "\n" + new string(' ', depth)));
    }

    /// <summary>A property name with its quotes and what stands between it and its value.</summary>
    public static byte[] Name(string name) => [.. Write(JsonValue.Create(name), 0), .. ": "u8];
}
