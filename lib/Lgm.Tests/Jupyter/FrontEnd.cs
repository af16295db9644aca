using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>A front end of a kernel process: asks over shell, control and stdin, and listens.</summary>
internal sealed class FrontEnd : IDisposable
{
    private readonly KernelProcess kernel;
    private readonly WirePeer shell, control, stdin, iopub;

    public FrontEnd(KernelProcess kernel, string identity = "front-end")
    {
        this.kernel = kernel;
        (shell, control, stdin, iopub) = (WirePeer.Of(kernel.Shell, "DEALER", identity), WirePeer.Of(kernel.Control, "DEALER", identity), WirePeer.Of(kernel.Stdin, "DEALER", identity), WirePeer.Of(kernel.IoPub, "SUB"));
        iopub.Send([[1]]);
        // The answer to a command comes when all before it has been taken in.
        iopub.Ping("subscribed"u8);
    }

    /// <summary>The frames of a signed message.</summary>
    public static List<byte[]> Signed(string id, string type, JsonNode content, string key = KernelProcess.Key)
    {
        var header = new JsonObject { ["msg_id"] = id, ["msg_type"] = type, ["session"] = "test", ["username"] = "test", ["date"] = "2026-01-01T00:00:00Z", ["version"] = "5.3" };
        return Signed([.. new JsonNode[] { header, new JsonObject(), new JsonObject(), content }.Select(part => Encoding.UTF8.GetBytes(part.ToJsonString()))], key);
    }

    public static List<byte[]> Signed(byte[][] parts, string key = KernelProcess.Key)
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), parts.SelectMany(p => p).ToArray());
        return ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signature)), .. parts];
    }

    /// <summary>Sends a request and does not wait for its answer.</summary>
    /// <returns>Its id.</returns>
    public string Ask(string type, JsonObject content, bool onControl = false)
    {
        var id = Guid.NewGuid().ToString("N");
        (onControl ? control : shell).Send(Signed(id, type, content));
        return id;
    }

    public string AskCell(string code, JsonObject? more = null)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = false };
        foreach (var (name, value) in more ?? []) content[name] = value?.DeepClone();
        return Ask("execute_request", content);
    }

    /// <summary>The content of the answer to a request.</summary>
    public JsonNode Reply(string id, bool onControl = false)
    {
        while (true)
        {
            var message = Parsed((onControl ? control : shell).Receive());
            if (message.Parent == id) return message.Content;
        }
    }

    /// <summary>What a request made the kernel publish, up to its end.</summary>
    public List<(string Type, JsonNode Content)> Published(string id)
    {
        List<(string, JsonNode)> all = [];
        while (true)
        {
            var message = Parsed(iopub.Receive());
            if (message.Parent != id) continue;
            if (message.Type == "status" && (string?)message.Content["execution_state"] == "idle") return all;
            if (message.Type is not ("status" or "execute_input")) all.Add((message.Type, message.Content));
        }
    }

    /// <summary>Runs a cell to its end.</summary>
    public (JsonNode Reply, List<(string Type, JsonNode Content)> Published) Run(string code, JsonObject? more = null)
    {
        var id = AskCell(code, more);
        // Who listens loses nothing, however much is published before the answer.
        var published = Published(id);
        return (Reply(id), published);
    }

    /// <summary>The text of a cell's value.</summary>
    public string? Value(string code)
    {
        var (reply, published) = Run(code);
        Assert.True((string?)reply["status"] == "ok", reply.ToJsonString());
        return (string?)published.Single(p => p.Type == "execute_result").Content["data"]!["text/plain"];
    }

    /// <summary>Waits until a cell has printed.</summary>
    public void WaitForPrint(string id)
    {
        while (Parsed(iopub.Receive()) is var message && !(message.Parent == id && message.Type == "stream")) { }
    }

    /// <summary>Answers the next question of a cell.</summary>
    public string? Type(string text)
    {
        var asked = Parsed(stdin.Receive());
        Assert.Equal("input_request", asked.Type);
        stdin.Send(Signed("answer", "input_reply", new JsonObject { ["value"] = text }));
        return (string?)asked.Content["prompt"];
    }

    public void Dispose()
    {
        foreach (var peer in new[] { shell, control, stdin, iopub }) peer.Dispose();
    }

    private static (string Type, string? Parent, JsonNode Content) Parsed(List<byte[]> frames)
    {
        var start = frames.FindIndex(f => f.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        Assert.Equal(frames.Skip(start).Take(2).Select(Encoding.ASCII.GetString), Signed([.. frames.Skip(start + 2).Take(4)]).Take(2).Select(Encoding.ASCII.GetString));
        JsonNode Part(int i) => JsonNode.Parse(frames[start + 2 + i])!;
        return ((string)Part(0)["msg_type"]!, (string?)Part(1)["msg_id"], Part(3));
    }
}
