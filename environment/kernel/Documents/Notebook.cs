using System.Text.Json.Nodes;

namespace Lgm.Kernel.Documents;

/// <summary>
/// A notebook of nbformat 4 in memory. Written back, it has every byte that was read except where something was changed,
/// unknown keys and their order included.
/// </summary>
internal sealed class Notebook
{
    private readonly SourceObject root;
    private readonly SourceArray array;
    private readonly List<Cell> cells;
    private readonly byte[] before, after;

    private Notebook(byte[] bytes, string file)
    {
        File = file;
        JsonSource.RequireReadable(bytes, file);
        var start = JsonSource.Start(bytes);
        var object_ = bytes.AsSpan(start).Trim(" \t\r\n"u8);
        if (object_[0] != '{') throw Wrong("it is not a JSON object");
        start = bytes.AsSpan().IndexOf((byte)'{');
        before = bytes[..start];
        after = bytes[(start + object_.Length)..];
        root = new SourceObject(object_.ToArray(), depth: 0);
        if (Number("nbformat") is not 4)
            throw Wrong(root.Has("nbformat") ? $"its nbformat is {root["nbformat"]?.ToJsonString() ?? "null"}, not 4: open it in Jupyter and save it" : "it has no nbformat");
        if (root["cells"] is not JsonArray) throw Wrong("it has no list of cells");
        if (root.Has("metadata") && root["metadata"] is not JsonObject) throw Wrong("its metadata are not an object");
        array = new SourceArray(root.Text("cells").ToArray(), depth: 1);
        cells = [.. array.Elements.Select((text, i) => Cell.Read(text, i, file))];
    }

    /// <summary>What sentences about the notebook call it.</summary>
    public string File { get; }

    public IReadOnlyList<Cell> Cells => cells;

    /// <summary>The second number of nbformat; ids came with 5.</summary>
    public int Minor => Number("nbformat_minor") ?? 0;

    /// <summary>A copy; set it to change it.</summary>
    public JsonObject Metadata
    {
        get => root["metadata"] as JsonObject ?? [];
        set => root.Set("metadata", value);
    }

    /// <exception cref="NotebookException">The bytes are no notebook that can be worked with.</exception>
    public static Notebook Parse(byte[] bytes, string file = "The notebook") => new(bytes, file);

    /// <exception cref="NotebookException">The file cannot be read or is no notebook that can be worked with.</exception>
    public static Notebook Load(string path)
    {
        try
        {
            return new Notebook(System.IO.File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookException($"There is no notebook {path}: check its name.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} could not be read ({e.Message.TrimEnd('.')}): check the file and its rights.", e);
        }
    }

    /// <summary>Adds a cell before the one that stands at an index now.</summary>
    public void Insert(int index, Cell cell) => cells.Insert(index, cell);

    public byte[] ToBytes()
    {
        if (cells.Any(c => c.IsChanged || c.IsNew)) root.SetText("cells", array.With([.. cells.Select(c => c.ToBytes())], [.. cells.Select(c => c.IsNew)]));
        return [.. before, .. root.ToBytes(), .. after];
    }

    private int? Number(string name) => root[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    private NotebookException Wrong(string what) => new($"{File} is not a notebook that can be run: {what}.");
}
