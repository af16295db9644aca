using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Engine;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Running;

/// <summary>The outputs of one cell as they grow, in the order and with the keys of nbformat.</summary>
internal sealed class CellOutputs(int executionCount)
{
    private readonly List<JsonObject> outputs = [];
    private readonly Dictionary<string, JsonObject> byId = [];
    private bool clearing;

    public JsonArray ToJson() => new([.. outputs.Select(o => o.DeepClone())]);

    public void Print(string stream, string text)
    {
        ClearIfAsked();
        // Prints of one stream that follow each other are one output.
        if (outputs is [.., var last] && (string?)last["output_type"] == "stream" && (string?)last["name"] == stream)
            last["text"] = Lines.Split(Lines.Join(last["text"]) + text);
        else outputs.Add(new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = Lines.Split(text) });
    }

    public void Show(IReadOnlyDictionary<string, string> forms, string? id)
    {
        var output = new JsonObject { ["data"] = Data(forms), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
        Add(output);
        if (id is not null) byId[id] = output;
    }

    public void ShowResult(IReadOnlyDictionary<string, string> forms) =>
        Add(new JsonObject { ["data"] = Data(forms), ["execution_count"] = executionCount, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result" });

    /// <returns>Whether the display is one of this cell.</returns>
    public bool Update(string id, IReadOnlyDictionary<string, string> forms)
    {
        if (!byId.TryGetValue(id, out var output)) return false;
        output["data"] = Data(forms);
        return true;
    }

    public void Fail(CellError error) => Add(new JsonObject
    {
        ["ename"] = error.Name, ["evalue"] = error.Message, ["output_type"] = "error", ["traceback"] = new JsonArray([.. error.Trace.Select(line => (JsonNode)line)]),
    });

    private void Add(JsonObject output)
    {
        ClearIfAsked();
        outputs.Add(output);
    }

    private void ClearIfAsked()
    {
        if (clearing) outputs.Clear();
        clearing = false;
    }

    /// <summary>Takes what the process of the cells said.</summary>
    /// <returns>False for an update of another cell's display.</returns>
    public bool Take(CellMessage message)
    {
        switch (message.Kind)
        {
            case CellMessage.Print: Print(message.Stream!, message.Text!); break;
            case CellMessage.Show: Show(message.Forms!, message.Id); break;
            case CellMessage.Result: ShowResult(message.Forms!); break;
            case CellMessage.Clear: outputs.Clear(); break;
            case CellMessage.ClearLater: clearing = true; break;
            case CellMessage.Update: return Update(message.Id!, message.Forms!);
        }
        return true;
    }

    private static JsonObject Data(IReadOnlyDictionary<string, string> forms)
    {
        var data = new JsonObject();
        foreach (var (mimeType, text) in forms.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            data[mimeType] = mimeType.EndsWith("json", StringComparison.Ordinal) ? Parsed(text) : mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml" ? text : Lines.Split(text);
        }
        return data;
    }

    private static JsonNode? Parsed(string text)
    {
        try { return JsonNode.Parse(text); }
        catch (JsonException) { return text; }
    }
}
