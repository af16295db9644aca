namespace Lgm.Tests.Documents;

/// <summary>A notebook's file, taken apart.</summary>
internal sealed class CommittedNotebook
{
    public CommittedNotebook(string path)
    {
        var cells = JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray().Select(c => c!.AsObject()).ToArray();
        Code = [.. cells.Where(c => (string)c["cell_type"]! == "code").Select(c => new CodeCell(
            Text(c["source"]), c["metadata"]?["tags"]?.AsArray().Select(t => (string)t!).ToArray() ?? [], c["outputs"]!.AsArray(), (int?)c["execution_count"]))];
        Prose = string.Concat(cells.Where(c => (string)c["cell_type"]! == "markdown").Select(c => Text(c["source"])));
    }

    public IReadOnlyList<CodeCell> Code { get; }

    public string Source => string.Join('\n', Code.Select(c => c.Source));

    public string Prose { get; }

    /// <summary>nbformat's text: one string, or its lines.</summary>
    public static string Text(JsonNode? text) => text is JsonArray lines ? string.Concat(lines.Select(l => (string)l!)) : (string?)text ?? "";

    public sealed record CodeCell(string Source, IReadOnlyList<string> Tags, JsonArray Outputs, int? Count);
}
