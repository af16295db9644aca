using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lgm.Experiments;

/// <summary>
/// What a run has measured so far, so that after an interruption it goes on from there: a file for each attack made on one
/// network and seen by another, under the hash of all that determines its numbers. Whoever finishes the run removes the folder.
/// </summary>
/// <param name="folder">Where they lie; null keeps nothing.</param>
internal sealed class UnfinishedAttacks(string? folder)
{
    // A score may be infinite; doubles come back from their text with the same bits.
    private static readonly JsonSerializerOptions s_json = new(RunRecord.Json) { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What was kept under that key; null where there is nothing, or nothing whole: it is then measured again.</summary>
    public IReadOnlyList<SeenAttack>? Find(SeenAttackKey key)
    {
        if (folder is null || !File.Exists(PathOf(key))) return null;
        try
        {
            var text = File.ReadAllText(PathOf(key)).Split('\n', 2);
            return text.Length == 2 && text[0] == Hash(text[1]) ? JsonSerializer.Deserialize<IReadOnlyList<SeenAttack>>(text[1], s_json) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps one, whole or not at all.</summary>
    /// <exception cref="WorkbookException">The disk is full or the folder cannot be written.</exception>
    public void Keep(SeenAttackKey key, IReadOnlyList<SeenAttack> seen)
    {
        if (folder is null) return;
        var text = JsonSerializer.Serialize(seen, s_json);
        AtomicFile.Write(PathOf(key), $"{Hash(text)}\n{text}");
    }

    private string PathOf(SeenAttackKey key) => Path.Combine(folder!, $"attack-{Hash(JsonSerializer.Serialize(key, s_json))[..16]}.json");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
