using System.Text.Encodings.Web;
using System.Xml.Linq;

namespace Lgm.Tests.Notebooks;

/// <summary>A folder with a notebook, run by the built command line in processes of its own.</summary>
public sealed class NotebookFolder : IDisposable
{
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string folder = Directory.CreateTempSubdirectory("lgm-notebook-").FullName;

    public string this[string file] => Path.Combine(folder, file);

    /// <summary>The code cells of the notebook that was written.</summary>
    public IReadOnlyList<JsonNode> Cells(string file = "out.ipynb") => [.. JsonNode.Parse(File.ReadAllText(this[file]))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").Select(c => c!)];

    /// <summary>Cases, failures and skipped ones in the JUnit file.</summary>
    public string Counts => XDocument.Load(this["junit.xml"]) is var report ? string.Join(' ', new[] { "testcase", "failure", "skipped" }.Select(name => report.Descendants(name).Count())) : "";

    /// <summary>Writes <c>in.ipynb</c>; <c>tag|code</c> gives a cell a tag, a leading "# " makes prose.</summary>
    public NotebookFolder With(params string[] cells)
    {
        File.WriteAllText(this["in.ipynb"], Notebook(cells).ToJsonString(s_layout) + "\n");
        return this;
    }

    public static JsonObject Notebook(params string[] cells) => new()
    {
        ["cells"] = new JsonArray([.. cells.Select((text, i) => Cell(text, $"cell-{i}"))]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" } }, ["nbformat"] = 4, ["nbformat_minor"] = 5,
    };

    internal CliOutcome Run(string options = "", string? path = null)
    {
        using var process = Start($"-o {this["out.ipynb"]} --report {this["junit.xml"]} {options}", path);
        return process.End();
    }

    internal LgmProcess Start(string options, string? path = null)
    {
        // Where it is, and not by name: the path may be one without it.
        var dotnet = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        string[] words = [Path.Combine(AppContext.BaseDirectory, "Lgm.Cli.dll"), "notebook", "run", this["in.ipynb"], .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return new LgmProcess(dotnet, words, path is null ? new Dictionary<string, string?>() : new() { ["PATH"] = path }, folder);
    }

    public static string Text(JsonNode cell, int output = 0) => string.Concat(cell["outputs"]![output]!["text"]!.AsArray().Select(l => (string?)l));

    public static (string? Name, string? Message) Error(JsonNode cell) => cell["outputs"]!.AsArray()[^1]! is var last ? ((string?)last["ename"], (string?)last["evalue"]) : default;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static JsonObject Cell(string text, string id)
    {
        if (text.StartsWith("# ", StringComparison.Ordinal)) return new() { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = new JsonArray(text) };
        var (tag, code) = text.Split('|', 2) is [{ Length: > 0 } word, var rest] && word.All(c => char.IsLetter(c) || c == '-') ? (word, rest) : (null, text);
        var metadata = tag is null ? new JsonObject() : new() { ["tags"] = new JsonArray(tag) };
        return new() { ["cell_type"] = "code", ["execution_count"] = null, ["id"] = id, ["metadata"] = metadata, ["outputs"] = new JsonArray(), ["source"] = new JsonArray(code) };
    }
}
