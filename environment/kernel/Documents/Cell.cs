using System.Text.Json.Nodes;

namespace Lgm.Kernel.Documents;

/// <summary>One cell of a <see cref="Notebook"/>.</summary>
internal sealed class Cell
{
    private readonly SourceObject content;
    private string source;

    private Cell(SourceObject content, string kind, string source, bool isNew)
    {
        (this.content, Kind, this.source, IsNew) = (content, kind, source, isNew);
        Tags = Metadata["tags"] is JsonArray tags ? [.. tags.Select(t => (string)t!)] : [];
    }

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind { get; }

    public bool IsCode => Kind == "code";

    public bool IsNew { get; }

    public bool IsChanged { get; private set; }

    public IReadOnlyList<string> Tags { get; }

    /// <summary>Null before nbformat 4.5.</summary>
    public string? Id => content["id"]?.GetValue<string>();

    public string Source
    {
        get => source;
        set => Change("source", Lines.Split(source = value));
    }

    /// <summary>A copy; set it to change it.</summary>
    public JsonObject Metadata
    {
        get => content["metadata"] as JsonObject ?? [];
        set => Change("metadata", value);
    }

    /// <summary>A copy; set it to change it. Empty where the cell is no code cell.</summary>
    public JsonArray Outputs
    {
        get => content["outputs"] as JsonArray ?? [];
        set => Change("outputs", value);
    }

    /// <summary>Null where the cell has not been run.</summary>
    public int? ExecutionCount
    {
        get => content["execution_count"] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;
        set => Change("execution_count", value is { } count ? JsonValue.Create(count) : null);
    }

    /// <summary>A file that the cell carries.</summary>
    /// <returns>Its MIME type and its content in base64; null where there is none of that name.</returns>
    public (string Type, string Content)? Attachment(string name) =>
        content["attachments"]?[name] is JsonObject forms && forms.FirstOrDefault() is { Key: { } type, Value: { } value } && Lines.Join(value) is { } text ? (type, text) : null;

    /// <summary>A new code cell.</summary>
    /// <param name="source">Its code.</param>
    /// <param name="id">Letters, digits, dashes and underscores, 1 to 64; null before nbformat 4.5.</param>
    /// <param name="tags">Its tags.</param>
    public static Cell Code(string source, string? id, params string[] tags)
    {
        var node = new JsonObject { ["cell_type"] = "code", ["execution_count"] = null };
        if (id is not null) node["id"] = id;
        node["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]) };
        node["outputs"] = new JsonArray();
        node["source"] = Lines.Split(source);
        return new Cell(SourceObject.Of(node, depth: 2), "code", source, isNew: true);
    }

    /// <exception cref="NotebookException">The JSON is none of a cell.</exception>
    internal static Cell Read(byte[] text, int index, string file)
    {
        NotebookException Wrong(string what) => new($"{file} is not a notebook that can be run: cell {index + 1} {what}.");
        if (text[0] != '{') throw Wrong("is not an object");
        var content = new SourceObject(text, depth: 2);
        var kind = Lines.Text(content["cell_type"]);
        if (kind is not ("code" or "markdown" or "raw")) throw Wrong($"is of the unknown kind {content["cell_type"]?.ToJsonString() ?? "null"}; code, markdown and raw are known");
        if (Lines.Join(content["source"]) is not { } source) throw Wrong("has a source that is neither text nor a list of lines");
        if (content.Has("metadata") && content["metadata"] is not JsonObject) throw Wrong("has metadata that are not an object");
        if (content["metadata"]?["tags"] is { } tags && (tags is not JsonArray list || list.Any(t => Lines.Text(t) is null))) throw Wrong("has tags that are not a list of words");
        if (content["outputs"] is { } outputs && (outputs is not JsonArray all || all.Any(o => o is not JsonObject))) throw Wrong("has outputs that are not a list of objects");
        if (content["id"] is { } id && Lines.Text(id) is null) throw Wrong("has an id that is not text");
        return new Cell(content, kind, source, isNew: false);
    }

    internal byte[] ToBytes() => content.ToBytes();

    private void Change(string name, JsonNode? value)
    {
        content.Set(name, value);
        IsChanged = true;
    }
}
