using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Cli.Notebooks;

/// <summary>Values for the cell tagged <c>parameters</c>, by papermill's rules. Each becomes an assignment, so that it keeps the type that the cell declares.</summary>
internal static partial class Parameters
{
    private const string Tag = "parameters", InjectedTag = "injected-parameters";

    /// <summary>The code that sets the values, and the cell behind which it has to run; without values neither.</summary>
    /// <exception cref="WorkbookException">The notebook has no such parameter, or the value is not of its type.</exception>
    public static (NotebookCell? At, string Code) Of(NotebookFile notebook, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0) return (null, "");
        var cell = notebook.Cells.FirstOrDefault(c => c.IsCode(Tag)) ?? throw new WorkbookException($"{notebook.Path} has no cell tagged \"{Tag}\": tag the one that declares {values[0].Key}.");
        var declared = Declaration().Matches(cell.Source).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["type"].Value is var word and not "var" ? word : Type(m.Groups["value"].Value));
        var lines = values.Select(v => !declared.TryGetValue(v.Key, out var type) ? throw new WorkbookException($"{notebook.Path} has no parameter {v.Key}: it has {string.Join(", ", declared.Keys)}.")
            : $"{v.Key} = {Literal(type, v.Value) ?? throw new WorkbookException($"{notebook.Path}: the parameter {v.Key} cannot be \"{v.Value}\": give a value of the type {type}.")};");
        return (notebook.Cells.FirstOrDefault(c => c.IsCode(InjectedTag)) ?? cell, "// Parameters\n" + string.Join('\n', lines));
    }

    /// <summary>Puts the code into a cell of its own; one that an earlier run put there gives way.</summary>
    public static void Inject(NotebookFile notebook, NotebookCell at, string code)
    {
        if (!at.IsCode(InjectedTag))
        {
            var cell = $$"""{"cell_type": "code", "execution_count": null, "id": "{{InjectedTag}}", "metadata": {"tags": ["{{InjectedTag}}"]}, "outputs": [], "source": []}""";
            notebook.Insert(notebook.Cells.IndexOf(at) + 1, at = new NotebookCell(JsonNode.Parse(cell)!.AsObject()));
        }
        at.Source = code;
    }

    // C#'s word for the type of a literal; null where it is none.
    private static string? Type(string literal) => literal is "true" or "false" ? "bool" : literal.StartsWith('"') ? "string"
        : long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "int" : double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "double" : null;

    // C# for a value of a type; null where it is not of it.
    private static string? Literal(string? type, string value) => (type, Type(value)) switch
    {
        ("string", _) or (null, null or "string") => JsonSerializer.Serialize(value),
        (null, _) or ("double" or "int" or "long", "int") or ("double", "double") or ("bool", "bool") => value,
        ("float", "int" or "double") => value + "f",
        _ => null,
    };

    [GeneratedRegex(@"\b(?<type>var|string|bool|int|long|float|double)\s+(?<name>\w+)\s*=\s*(?<value>[^;]+);")]
    private static partial Regex Declaration();
}
