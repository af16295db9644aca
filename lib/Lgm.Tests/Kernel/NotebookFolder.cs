using System.Text.Json.Nodes;
using Lgm.Tests.Cli;

namespace Lgm.Tests.Kernel;

/// <summary>A folder with a notebook, run by the published command line in processes of its own.</summary>
internal sealed class NotebookFolder(TemporaryWorkbook workbook)
{
    private readonly string folder = workbook.Folder();

    public string this[string file] => Path.Combine(folder, file);

    /// <summary>Writes a notebook of these cells (<see cref="NotebookText.Of"/>) as <c>in.ipynb</c>.</summary>
    public NotebookFolder With(params string[] cells)
    {
        File.WriteAllText(this["in.ipynb"], NotebookText.Of(cells));
        return this;
    }

    public CliOutcome Run(string options = "", params (string, string?)[] environment) =>
        workbook.Run($"notebook run {this["in.ipynb"]} -o {this["out.ipynb"]} {options}", null, environment);

    public LgmProcess Start() => workbook.Start($"notebook run {this["in.ipynb"]} -o {this["out.ipynb"]}");

    /// <summary>The code cells of the notebook that was written.</summary>
    public IReadOnlyList<JsonNode> Cells(string file = "out.ipynb") =>
        [.. JsonNode.Parse(File.ReadAllText(this[file]))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").Select(c => c!)];

    public static string Text(JsonNode? cell, int output = 0, string part = "text") => string.Concat(cell!["outputs"]![output]![part]!.AsArray().Select(l => (string?)l));

    public static (string? Name, string? Message) Error(JsonNode? cell)
    {
        var last = cell!["outputs"]!.AsArray()[^1]!;
        return ((string?)last["ename"], (string?)last["evalue"]);
    }
}
