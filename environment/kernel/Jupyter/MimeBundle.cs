using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Jupyter;

/// <summary>A value's forms as Jupyter sends them: JSON as JSON, everything else as text.</summary>
internal static class MimeBundle
{
    public static JsonObject Of(IReadOnlyDictionary<string, string> forms) =>
        new(forms.Select(form => KeyValuePair.Create(form.Key, form.Key.EndsWith("json", StringComparison.Ordinal) ? Parsed(form.Value) : form.Value)));

    private static JsonNode? Parsed(string text)
    {
        try { return JsonNode.Parse(text); }
        catch (JsonException) { return text; }
    }
}
