using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Jupyter;

/// <summary>Runs cells for <c>execute_request</c>s.</summary>
internal sealed class Executions
{
    /// <summary>Longer cells are refused: the compiler would take gigabytes for them.</summary>
    public const int LongestCode = 10_000_000;

    private readonly Channels channels;
    private readonly Task<Session> starting;
    private readonly History history;
    private readonly FrontEndInput input;
    private int count;

    public Executions(Channels channels, Task<Session> starting, History history)
    {
        (this.channels, this.starting, this.history) = (channels, starting, history);
        Console.SetIn(input = new FrontEndInput(channels));
    }

    /// <summary>Whether the last cell failed and those asked for together with it are to be left.</summary>
    public bool MustAbort { get; private set; }

    /// <summary>Runs one cell to its end.</summary>
    /// <returns>The content of the answer.</returns>
    public JsonObject Run(Request request)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", false);
        var stored = !silent && request.Flag("store_history", true);
        MustAbort = false;
        if (stored) count++;
        if (!silent) channels.Publish("execute_input", new() { ["code"] = code, ["execution_count"] = count }, request);
        var output = new PublishedOutput(channels, request, count, silent);
        input.Asker = request;
        var error = code.Length > LongestCode
            ? ErrorTrace.Of("TooLong", $"The cell has {code.Length} characters, more than {LongestCode}: read large data from a file.")
            : starting.Result.Run(code, output);
        if (stored) history.Add(count, code, output.Result?.GetValueOrDefault("text/plain"));
        var reply = new JsonObject { ["status"] = "ok", ["execution_count"] = count, ["payload"] = new JsonArray(), ["user_expressions"] = new JsonObject() };
        if (error is null)
        {
            reply["user_expressions"] = Values(request, output);
            return reply;
        }
        output.Fail(error);
        MustAbort = request.Flag("stop_on_error", true);
        reply["status"] = "error";
        foreach (var (name, value) in PublishedOutput.Json(error)) reply[name] = value?.DeepClone();
        return reply;
    }

    // Small questions that a front end asks along with a cell.
    private JsonObject Values(Request request, PublishedOutput shown)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out var asked) || asked.ValueKind != JsonValueKind.Object) return values;
        foreach (var expression in asked.EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.String))
        {
            var quiet = new PublishedOutput(channels, request, count, silent: true);
            var error = starting.Result.Run(expression.Value.GetString()!, quiet);
            var value = error is null ? new JsonObject { ["data"] = MimeBundle.Of(quiet.Result ?? new Dictionary<string, string>()), ["metadata"] = new JsonObject() } : PublishedOutput.Json(error);
            value["status"] = error is null ? "ok" : "error";
            values[expression.Name] = value;
        }
        // What a thread of the cell prints from now on is to be seen again.
        Display.CurrentOutput.Value = shown;
        return values;
    }
}
