using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Experiments;

/// <summary>Options given by name as text, such as <c>--set Training.Epochs=3</c>.</summary>
internal static class OptionSettings
{
    /// <summary>Replaces one option; names are not case-sensitive, parts are joined by dots, lists by commas.</summary>
    public static void Apply(JsonObject options, string name, string value)
    {
        var parts = name.Split('.');
        var group = options;
        foreach (var part in parts[..^1])
            group = Find(group, part) is { } key && group[key] is JsonObject inner ? inner : throw Unknown(options, name);
        var last = Find(group, parts[^1]);
        if (last is null || group[last] is JsonObject) throw Unknown(options, name);
        group[last] = group[last] is JsonArray
            ? new JsonArray([.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Value)])
            : Value(value);
    }

    /// <summary>The options as a record.</summary>
    /// <exception cref="WorkbookException">A value does not have the form its option wants.</exception>
    public static TOptions Read<TOptions>(JsonObject json)
    {
        try
        {
            return json.Deserialize<TOptions>(RunRecord.Json)!;
        }
        catch (JsonException e)
        {
            var name = e.Path?.TrimStart('$', '.') ?? "";
            // Of a list the path also tells the place, in brackets.
            var value = name.Split('.').Aggregate<string, JsonNode?>(json, (group, part) => group?[part.Split('[')[0]]);
            throw new WorkbookException($"The option {name} cannot be {value?.ToJsonString()}: see the defaults with `lgm run <experiment> --list`.", e);
        }
    }

    /// <summary>Every option's name.</summary>
    public static IEnumerable<string> Names(JsonObject options, string prefix = "") =>
        options.SelectMany(o => o.Value is JsonObject inner ? Names(inner, $"{prefix}{o.Key}.") : [prefix + o.Key]);

    private static string? Find(JsonObject group, string name) => group.Select(o => o.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase));

    // What reads as JSON is a number or a truth value, the latter also as C# and Python spell it; everything else is text.
    private static JsonNode? Value(string text)
    {
        if (bool.TryParse(text, out var truth)) return JsonValue.Create(truth);
        try
        {
            return JsonNode.Parse(text) is JsonValue value ? value : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static WorkbookException Unknown(JsonObject options, string name) =>
        new($"There is no option \"{name}\": choose one of {string.Join(", ", Names(options))}.");
}
