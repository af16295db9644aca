using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Documents;

/// <summary>Text as notebooks keep it: one string, or a list of lines that end with their line breaks.</summary>
internal static class Lines
{
    /// <returns>Null where the node is neither text nor a list of text.</returns>
    public static string? Join(JsonNode? node) => node switch
    {
        JsonArray lines when lines.All(l => Text(l) is not null) => string.Concat(lines.Select(Text)),
        _ => Text(node),
    };

    /// <returns>Null where the node is not text.</returns>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var found and >= 0 ? found + 1 : text.Length;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }
}
