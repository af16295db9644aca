using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Cli.Notebooks;

/// <summary>What the engine tells of the cells, as their outputs in the form of nbformat.</summary>
internal sealed class NotebookOutputs
{
    /// <summary>So many characters a cell may show; the rest is left out.</summary>
    public const int Most = 10_000_000;

    public const string Plotly = "application/vnd.plotly.v1+json";

    private readonly Dictionary<string, JsonObject> displays = [];
    private readonly StringBuilder printed = new();
    private JsonArray outputs = [];
    private JsonObject? latest;
    private int number, room;

    public void Begin(NotebookCell cell, int number)
    {
        (this.number, room) = (number, Most);
        (cell.Json["execution_count"], cell.Json["outputs"]) = (number, outputs = []);
    }

    public void Receive(KernelEvent told)
    {
        if (told is StandardOutputValueProduced or StandardErrorValueProduced) Print(told is StandardOutputValueProduced ? "stdout" : "stderr", string.Concat(((DisplayEvent)told).FormattedValues.Select(f => f.Value)));
        // CS1701 and CS1702: the engine's own assemblies ask for neighbouring versions of others.
        else if (told is DiagnosticsProduced all) Print("stderr", string.Concat(all.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Warning && d.Code is not ("CS1701" or "CS1702")).Select(d => $"{d}\n")));
        else if (told is DisplayEvent shown) Show(shown);
    }

    public void End(CellEnd end)
    {
        if (end.Status != CellStatus.Succeeded) Add(end.ToOutput());
        Flush();
    }

    private void Print(string stream, string text)
    {
        if (text.Length == 0 || room < 0) return;
        if ((string?)outputs.LastOrDefault()?["name"] != stream) Add(new() { ["name"] = stream, ["output_type"] = "stream", ["text"] = null });
        printed.Append(text, 0, Math.Min(text.Length, room));
        Fits(text.Length);
    }

    private void Show(DisplayEvent shown)
    {
        var forms = shown.FormattedValues.Where(f => !f.SuppressDisplay).DistinctBy(f => f.MimeType).OrderBy(f => f.MimeType, StringComparer.Ordinal).ToArray();
        // A bar is for who watches it; how long it took changes with every run.
        if (forms.Any(f => f.Value.Contains("class=\"lgm-progress\"", StringComparison.Ordinal))) return;
        // A chart's HTML has all of plotly.js in it, 4 MB; front ends draw its JSON.
        if (forms.Any(f => f.MimeType == Plotly)) forms = [.. forms.Where(f => f.MimeType != "text/html")];
        var data = new JsonObject(forms.Select(f => KeyValuePair.Create(f.MimeType, Form(f))));
        if (shown is DisplayedValueUpdated)
        {
            // What Display() of this engine's version returns has another id than what it shows: an id never heard of is that of the latest display.
            if ((displays.GetValueOrDefault(shown.ValueId) ?? latest) is { } display) (displays[shown.ValueId] = display)["data"] = data;
        }
        else if (Fits(forms.Sum(f => f.Value.Length)))
        {
            var output = new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = shown is ReturnValueProduced ? "execute_result" : "display_data" };
            if (shown is ReturnValueProduced) output.Insert(1, "execution_count", number);
            Add(output);
            if (shown.ValueId is { Length: > 0 } id) displays[id] = latest = output;
        }
    }

    private void Add(JsonObject output)
    {
        Flush();
        outputs.Add(output);
    }

    private void Flush()
    {
        if (printed.Length > 0) outputs[^1]!["text"] = NotebookCell.Lines(printed.ToString());
        printed.Clear();
    }

    // False, and once with a sentence, where the cell has shown enough.
    private bool Fits(int size)
    {
        if (room < 0 || (room -= size) >= 0) return room >= 0;
        Add(new() { ["name"] = "stderr", ["output_type"] = "stream", ["text"] = new JsonArray($"What this cell shows beyond {Most} characters is left out.\n") });
        return false;
    }

    private static JsonNode? Form(FormattedValue form)
    {
        if (form.MimeType.StartsWith("image/", StringComparison.Ordinal) && form.MimeType != "image/svg+xml") return form.Value;
        if (!form.MimeType.EndsWith("json", StringComparison.Ordinal)) return NotebookCell.Lines(form.Value);
        try { return JsonNode.Parse(form.Value); }
        catch (JsonException) { return form.Value; }
    }
}
