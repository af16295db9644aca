using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Jupyter;

/// <summary>Where a front end wants the kernel to listen, and the key with which both sign.</summary>
internal sealed record ConnectionFile(int Shell, int Control, int Stdin, int IoPub, int Heartbeat, byte[] Key)
{
    private static readonly string[] s_loopback = ["127.0.0.1", "localhost"];

    /// <exception cref="NotebookException">It cannot be read, or asks for what this kernel does not do.</exception>
    public static ConnectionFile Read(string path)
    {
        if (!File.Exists(path)) throw new NotebookException($"There is no connection file {path}: a Jupyter front end writes one and starts the kernel with it.");
        try
        {
            var file = JsonNode.Parse(File.ReadAllText(path))!;
            string Text(string name) => (string?)file[name] ?? "";
            int Port(string name) => (int?)file[name] is { } port and >= 0 and <= 65535 ? port : throw new NotebookException($"The connection file {path} has no valid {name}: let the front end write another.");
            if (Text("transport") is not ("tcp" or "")) throw new NotebookException($"The connection file {path} asks for the transport \"{Text("transport")}\": this kernel knows tcp only.");
            if (!s_loopback.Contains(Text("ip"))) throw new NotebookException($"The connection file {path} asks to listen on \"{Text("ip")}\": this kernel listens on 127.0.0.1 only, so that nobody else on the network can run code here.");
            if (Text("signature_scheme") is not ("hmac-sha256" or "")) throw new NotebookException($"The connection file {path} asks for the signature scheme \"{Text("signature_scheme")}\": this kernel knows hmac-sha256 only.");
            if (Text("key").Length == 0) throw new NotebookException($"The connection file {path} has no key: this kernel takes signed messages only, so let the front end write one.");
            return new ConnectionFile(Port("shell_port"), Port("control_port"), Port("stdin_port"), Port("iopub_port"), Port("hb_port"), Encoding.UTF8.GetBytes(Text("key")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} is not a readable connection file ({e.Message.TrimEnd('.')}): let the front end write another.", e);
        }
    }
}
