using System.Text.Json;

namespace Lgm.Kernel.Jupyter;

/// <summary>A message from a front end whose signature was right.</summary>
/// <param name="Peer">The connection's name, to which the answer goes.</param>
/// <param name="Route">Frames that go before the answer, as they came.</param>
/// <param name="Header">Its header as it came: the parent of all that it brings about.</param>
/// <param name="Type">What it asks for, such as <c>execute_request</c>.</param>
/// <param name="Content">With what.</param>
internal sealed record Request(string Peer, IReadOnlyList<byte[]> Route, byte[] Header, string Type, JsonElement Content)
{
    public string Text(string name, string otherwise = "") => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    public bool Flag(string name, bool otherwise) => Content.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True || (value.ValueKind != JsonValueKind.False && otherwise) : otherwise;

    public int? Number(string name) => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
