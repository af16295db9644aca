using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Cli.Notebooks;

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
