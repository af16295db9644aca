using System.Collections.Concurrent;

namespace Lgm.Tests.Notebooks;

/// <summary>The tool as VS Code starts it and talks to it: a command in JSON a line, an event in JSON a line. It starts with the first command, for a whole class of tests.</summary>
public sealed class StdioSession : IDisposable
{
    private readonly Lazy<Process> process;
    private readonly BlockingCollection<JsonNode> events = [];
    private int tokens;

    public StdioSession() => process = new(Started);

    private Process Started()
    {
        NotebookTool.Need();
        var process = NotebookTool.Start(NotebookTool.Folder, "dotnet", "tool", "run", "dotnet-interactive", "--", "[vscode]", "stdio", "--working-dir", NotebookTool.Folder);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        // The SDK greets a new user in plain words.
        process.OutputDataReceived += (_, line) => { if (line.Data is { } text && text.StartsWith('{')) events.Add(JsonNode.Parse(text)!); };
        process.BeginOutputReadLine();
        Next("KernelReady");
        return process;
    }

    /// <summary>Sends a command and does not wait.</summary>
    /// <returns>Its token.</returns>
    public string Send(string type, JsonObject command)
    {
        var token = $"{++tokens}";
        process.Value.StandardInput.WriteLine(new JsonObject { ["token"] = token, ["commandType"] = type, ["command"] = command, ["routingSlip"] = new JsonArray() }.ToJsonString());
        process.Value.StandardInput.Flush();
        return token;
    }

    public string Submit(string code) => Send("SubmitCode", new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" });

    /// <summary>The stop button.</summary>
    public void Cancel() => Send("Cancel", new JsonObject { ["targetKernelName"] = ".NET" });

    /// <summary>What a submission shows, up to its end.</summary>
    public List<Shown> ToEnd(string token)
    {
        List<Shown> all = [];
        while (Next() is var next)
        {
            if ((string?)next["command"]?["token"] != token) continue;
            all.Add(new Shown((string)next["eventType"]!, next["event"]!.AsObject()));
            if (all[^1].Type is "CommandSucceeded" or "CommandFailed") return all;
        }
        return all;
    }

    /// <summary>Runs a cell, which must succeed.</summary>
    public List<Shown> Cell(string code)
    {
        var shown = ToEnd(Submit(code));
        Assert.True(shown[^1].Type == "CommandSucceeded", $"{code}\n{shown[^1].Event["message"]}\n{string.Join('\n', shown.SelectMany(s => s.Event["diagnostics"]?.AsArray().Select(d => d!.ToJsonString()) ?? []))}");
        return [.. shown.Where(s => s.Type.Contains("Value", StringComparison.Ordinal))];
    }

    /// <summary>Waits for an event of a type.</summary>
    public JsonNode Next(string type)
    {
        while (true)
        {
            if (Next() is var next && (string?)next["eventType"] == type) return next;
        }
    }

    public void Dispose()
    {
        if (!process.IsValueCreated) return;
        process.Value.Kill(entireProcessTree: true);
        process.Value.Dispose();
    }

    private JsonNode Next() => events.TryTake(out var next, NotebookTool.Patience) ? next : throw new TimeoutException("The tool says nothing.");

    /// <summary>One event: its forms are by MIME type.</summary>
    public sealed record Shown(string Type, JsonObject Event)
    {
        public Dictionary<string, string> Forms { get; } = (Event["formattedValues"]?.AsArray() ?? []).ToDictionary(f => (string)f!["mimeType"]!, f => (string)f!["value"]!);

        public string? Id => (string?)Event["valueId"];
    }
}
