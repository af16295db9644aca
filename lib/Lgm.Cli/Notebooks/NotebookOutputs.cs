using Microsoft.DotNet.Interactive.Events;

namespace Lgm.Cli.Notebooks;

/// <summary>What the engine tells of the cells, as their outputs in the form of nbformat.</summary>
internal sealed class NotebookOutputs
{
    public const string Plotly = "application/vnd.plotly.v1+json";
    private const int MostText = 10_000_000;
    private readonly Dictionary<string, JsonObject> displays = [];
    private JsonObject? latestDisplay;
    private JsonArray outputs = [];
    private int number, room;

    public void Begin(NotebookCell cell, int number)
    {
        (this.number, room) = (number, MostText);
        (cell.Json["execution_count"], cell.Json["outputs"]) = (number, outputs = []);
    }

    public void Receive(KernelEvent told)
    {
        if (room <= 0) return;
        if (told is StandardOutputValueProduced or StandardErrorValueProduced) Print(told is StandardOutputValueProduced ? "stdout" : "stderr", (DisplayEvent)told);
        else if (told is DisplayEvent shown) Show(shown);
        if (room <= 0) outputs.Add(Stream("stderr", $"What this cell shows beyond {MostText} characters is left out.\n"));
    }

    public static JsonObject Stream(string name, string text) => new() { ["name"] = name, ["output_type"] = "stream", ["text"] = NotebookCell.Lines(text) };

    private void Print(string stream, DisplayEvent printed)
    {
        var text = string.Concat(printed.FormattedValues.Select(f => f.Value));
        if (text.Length > room) text = text[..room];
        room -= text.Length;
        if ((string?)outputs.LastOrDefault()?["name"] != stream) outputs.Add(Stream(stream, ""));
        var lines = outputs[^1]!["text"]!.AsArray();
        // A line may come in parts.
        var begun = lines.Count > 0 && !$"{lines[^1]}".EndsWith('\n') ? $"{lines[^1]}" : "";
        if (begun.Length > 0) lines.RemoveAt(lines.Count - 1);
        foreach (var line in NotebookCell.Lines(begun + text)) lines.Add($"{line}");
    }

    private void Show(DisplayEvent shown)
    {
        var forms = shown.FormattedValues.Where(f => !f.SuppressDisplay).OrderBy(f => f.MimeType, StringComparer.Ordinal).ToList();
        // A bar is for who watches it; how long it took changes with every run.
        if (forms.Any(f => f.Value.Contains("class=\"lgm-progress\"", StringComparison.Ordinal))) return;
        // A chart's HTML has all of plotly.js in it, 4 MB; front ends draw its JSON.
        if (forms.Any(f => f.MimeType == Plotly)) forms.RemoveAll(f => f.MimeType == "text/html");
        var data = new JsonObject();
        foreach (var (type, value) in forms.Select(f => (f.MimeType, f.Value)))
            data[type] = type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(value) : NotebookCell.Lines(value);
        if (shown is DisplayedValueUpdated)
        {
            // What Display() of this engine returns has another id than what it shows: an unknown id is that of the latest display.
            if ((displays.GetValueOrDefault(shown.ValueId) ?? latestDisplay) is { } display) (displays[shown.ValueId] = display)["data"] = data;
        }
        else if ((room -= forms.Sum(f => f.Value.Length)) > 0)
        {
            outputs.Add(shown is ReturnValueProduced
                ? new JsonObject { ["data"] = data, ["execution_count"] = number, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result" }
                : new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });
            if (shown.ValueId is { Length: > 0 } id) displays[id] = latestDisplay = outputs[^1]!.AsObject();
        }
    }
}
