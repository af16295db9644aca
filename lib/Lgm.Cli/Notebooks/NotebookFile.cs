using System.Text.Encodings.Web;

namespace Lgm.Cli.Notebooks;

/// <summary>A notebook of nbformat 4. It is written as Jupyter writes it, so that what a run does not change has the bytes it had.</summary>
internal sealed class NotebookFile
{
    // .NET escapes letters, such as emoji, that Jupyter writes as they are; both escape control characters.
    private const string EscapedLetter = @"(?<=(?<!\\)(?:\\\\)*)\\u(?!00[01])[0-9A-F]{4}";
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="WorkbookException">The file cannot be read or is no notebook.</exception>
    public NotebookFile(string path)
    {
        try
        {
            (Path, Root) = (path, JsonNode.Parse(File.ReadAllText(path))!.AsObject());
            if (Root["nbformat"]?.ToJsonString() != "4") throw new FormatException("its nbformat is not 4");
            Cells = [.. Root["cells"]!.AsArray().Select(c => new NotebookCell(c!.AsObject()))];
        }
        catch (Exception e)
        {
            throw new WorkbookException($"{path} cannot be read as a notebook ({e.Message.TrimEnd('.')}): check its name or mend it.", e);
        }
    }

    public string Path { get; }
    public JsonObject Root { get; }
    public List<NotebookCell> Cells { get; }

    public void InsertBehind(NotebookCell before, JsonObject cell)
    {
        Root["cells"]!.AsArray().Insert(Cells.IndexOf(before) + 1, cell);
        Cells.Insert(Cells.IndexOf(before) + 1, new NotebookCell(cell));
    }

    public void Save(string path) =>
        AtomicFile.Write(path, Regex.Replace(Root.ToJsonString(s_layout), EscapedLetter, letter => Regex.Unescape(letter.Value)) + "\n");
}

/// <summary>One of its cells.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public JsonObject Json => json;
    public string Kind => $"{json["cell_type"]}";
    public string Source => json["source"] is JsonArray lines ? string.Concat(lines) : $"{json["source"]}";
    public IEnumerable<string> Tags => (json["metadata"]?["tags"] as JsonArray ?? []).Select(tag => $"{tag}");
    public IEnumerable<JsonObject> Outputs => (json["outputs"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Code that runs behind the source, without standing in the notebook.</summary>
    public string Unwritten { get; set; } = "";

    public bool IsCode(string? tag = null) => Kind == "code" && (tag is null || Tags.Contains(tag));

    /// <summary>Text as notebooks keep it: a list of lines with their line breaks.</summary>
    public static JsonArray Lines(string text) => [.. Regex.Matches(text, "[^\n]*\n|[^\n]+").Select(line => line.Value)];
}

/// <summary>Values for the cell tagged <c>parameters</c>, by papermill's rules: assignments in a cell of their own behind it.</summary>
internal static class Parameters
{
    private const string Tag = "parameters", InjectedTag = "injected-parameters";

    /// <summary>Sets the values; in place the sources stay as they are, and the assignments run without standing in the notebook.</summary>
    public static void Set(NotebookFile notebook, IEnumerable<KeyValuePair<string, string>> values, bool isInPlace)
    {
        var declaring = notebook.Cells.Find(c => c.IsCode(Tag)) ?? throw new WorkbookException($"{notebook.Path} has no cell tagged \"{Tag}\": tag one.");
        // Text is quoted where the default is; whether a value is of the declared type, and the name declared, the compiler says.
        bool IsText(string name) => Regex.IsMatch(declaring.Source, $@"\b{Regex.Escape(name)}\s*=\s*""");
        var code = "// Parameters\n" + string.Join('\n', values.Select(v => $"{v.Key} = {(IsText(v.Key) ? JsonSerializer.Serialize(v.Value) : v.Value)};"));
        var last = notebook.Cells.Find(c => c.IsCode(InjectedTag)) ?? declaring;
        if (isInPlace) last.Unwritten = code;
        else if (last != declaring) last.Json["source"] = NotebookCell.Lines(code);
        else notebook.InsertBehind(declaring, new JsonObject
        {
            ["cell_type"] = "code", ["execution_count"] = null, ["id"] = InjectedTag, ["metadata"] = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
            ["outputs"] = new JsonArray(), ["source"] = NotebookCell.Lines(code),
        });
    }
}
