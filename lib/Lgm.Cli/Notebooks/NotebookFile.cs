using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Cli.Notebooks;

/// <summary>A notebook of nbformat 4. It is written as Jupyter and VS Code write it, so that what a run does not change has the bytes it had.</summary>
internal sealed partial class NotebookFile
{
    private readonly JsonSerializerOptions layout;
    private readonly string end;

    private NotebookFile(string path, string text)
    {
        var indent = text.AsSpan(text.IndexOf('\n') + 1).IndexOfAnyExcept(' ');
        layout = new() { WriteIndented = true, IndentSize = Math.Clamp(indent, 1, 8), NewLine = text.Contains("\r\n") ? "\r\n" : "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        (Path, end) = (path, text[text.AsSpan().TrimEnd().Length..]);
        Root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();
        if (Root["nbformat"]?.ToJsonString() != "4") throw new FormatException("its nbformat is not 4");
        Cells = [.. Root["cells"]!.AsArray().Select(c => new NotebookCell(c!.AsObject()))];
    }

    public string Path { get; }

    public JsonObject Root { get; }

    public List<NotebookCell> Cells { get; }

    /// <exception cref="WorkbookException">The file cannot be read or is no notebook.</exception>
    public static NotebookFile Load(string path)
    {
        try
        {
            return new NotebookFile(path, File.ReadAllText(path));
        }
        catch (Exception e)
        {
            var reason = e is JsonException { LineNumber: { } line } ? $"line {line + 1} is no JSON" : e is IOException or UnauthorizedAccessException or FormatException ? e.Message.TrimEnd('.') : "it has not the parts of one";
            throw new WorkbookException($"{path} cannot be read as a notebook ({reason}): check its name, mend it or restore an older version.", e);
        }
    }

    /// <summary>What a person calls a cell: the heading it stands under, or its first line.</summary>
    public string Title(NotebookCell cell)
    {
        var heading = Cells.TakeWhile(c => c != cell).Where(c => c.Kind == "markdown").SelectMany(c => c.Source.Split('\n')).LastOrDefault(l => l.StartsWith('#') && l.TrimStart('#').StartsWith(' '));
        var title = (heading ?? cell.Source.Split('\n').FirstOrDefault(l => l.Trim('/', ' ').Length > 0 && l[0] != '#', "(empty)")).Trim('#', '/', ' ', '\r');
        return title.Length > 60 ? title[..60] + "..." : title;
    }

    public void Insert(int index, NotebookCell cell)
    {
        Root["cells"]!.AsArray().Insert(index, cell.Json);
        Cells.Insert(index, cell);
    }

    /// <exception cref="WorkbookException">The place cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Escaped().Replace(Root.ToJsonString(layout), AsPython) + end);

    // .NET escapes letters that Python's json leaves as they are, and writes what both escape in capitals.
    private static string AsPython(Match escape) => (char)int.Parse(escape.ValueSpan[2..], NumberStyles.HexNumber) is var letter and >= ' ' ? $"{letter}" : escape.Value.ToLowerInvariant();

    [GeneratedRegex(@"(?<=(?<!\\)(?:\\\\)*)\\u[0-9A-F]{4}")]
    private static partial Regex Escaped();
}

/// <summary>One of its cells.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public JsonObject Json => json;

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind { get; } = (string?)json["cell_type"] ?? throw new FormatException("a cell is of no type");

    public string Source { get => Text(json["source"]); set => json["source"] = Lines(value); }

    public IReadOnlyList<string> Tags { get; } = [.. (json["metadata"]?["tags"] as JsonArray ?? []).Select(t => $"{t}")];

    public bool IsCode(string? tag = null) => Kind == "code" && (tag is null || Tags.Contains(tag));

    public IEnumerable<JsonObject> Outputs => (json["outputs"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Text as notebooks keep it: one string, or a list of lines with their line breaks.</summary>
    public static string Text(JsonNode? node) => node is JsonArray lines ? string.Concat(lines.Select(l => (string?)l)) : (string?)node ?? "";

    public static JsonArray Lines(string text) => [.. Regex.Matches(text, "[^\n]*\n|[^\n]+").Select(line => line.Value)];
}
