using System.Text.Json.Nodes;
using Lgm.Kernel.Display;
using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Jupyter;

/// <summary>What a cell shows, published as it comes.</summary>
/// <param name="channels">Where to.</param>
/// <param name="parent">The request that runs the cell.</param>
/// <param name="count">The cell's number.</param>
/// <param name="silent">Nobody is to see anything.</param>
internal sealed class PublishedOutput(Channels channels, Request parent, int count, bool silent) : ICellOutput
{
    /// <summary>The forms of the last value, published or not.</summary>
    public IReadOnlyDictionary<string, string>? Result { get; private set; }

    public void Print(string stream, string text) => Publish("stream", new() { ["name"] = stream, ["text"] = text });

    public void Show(IReadOnlyDictionary<string, string> forms, string? id, bool update) => Publish(update ? "update_display_data" : "display_data", new()
    {
        ["data"] = MimeBundle.Of(forms), ["metadata"] = new JsonObject(), ["transient"] = id is null ? new JsonObject() : new JsonObject { ["display_id"] = id },
    });

    public void ShowResult(IReadOnlyDictionary<string, string> forms)
    {
        Result = forms;
        Publish("execute_result", new() { ["data"] = MimeBundle.Of(forms), ["metadata"] = new JsonObject(), ["execution_count"] = count });
    }

    public void Clear(bool wait) => Publish("clear_output", new() { ["wait"] = wait });

    public void Fail(CellError error) => Publish("error", Json(error));

    /// <summary>An error as errors are published and answered.</summary>
    public static JsonObject Json(CellError error) => new()
    {
        ["ename"] = error.Name, ["evalue"] = error.Message, ["traceback"] = new JsonArray([.. error.Trace.Select(line => (JsonNode)line)]),
    };

    private void Publish(string type, JsonObject content)
    {
        if (!silent) channels.Publish(type, content, parent);
    }
}
