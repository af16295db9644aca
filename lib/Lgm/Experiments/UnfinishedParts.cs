using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lgm.Experiments;

/// <summary>
/// What a run has measured so far, so that after an interruption it goes on from there: a file for each part, under the hash
/// of all that determines its numbers. Whoever finishes the run removes the folder.
/// </summary>
/// <typeparam name="TKey">All that determines a part's numbers, but for rounding.</typeparam>
/// <typeparam name="TPart">What was measured of one.</typeparam>
/// <param name="folder">Where they lie; null keeps nothing.</param>
internal sealed class UnfinishedParts<TKey, TPart>(string? folder) where TKey : notnull where TPart : class
{
    // A score may be infinite; doubles come back from their text with the same bits.
    private static readonly JsonSerializerOptions s_json = new(RunRecord.Json) { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What was kept under that key; null where there is nothing, or nothing whole: it is then measured again.</summary>
    public TPart? Find(TKey key)
    {
        if (folder is null || !File.Exists(PathOf(key))) return null;
        try
        {
            var text = File.ReadAllText(PathOf(key)).Split('\n', 2);
            return text.Length == 2 && text[0] == Hash(text[1]) ? JsonSerializer.Deserialize<TPart>(text[1], s_json) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What was kept under that key, or else what is measured now and then kept.</summary>
    public TPart Of(TKey key, Func<TPart> measure)
    {
        if (Find(key) is { } kept) return kept;
        var part = measure();
        Keep(key, part);
        return part;
    }

    /// <summary>Keeps one, whole or not at all.</summary>
    /// <exception cref="WorkbookException">The disk is full or the folder cannot be written.</exception>
    public void Keep(TKey key, TPart part)
    {
        if (folder is null) return;
        var text = JsonSerializer.Serialize(part, s_json);
        AtomicFile.Write(PathOf(key), $"{Hash(text)}\n{text}");
    }

    private string PathOf(TKey key) => Path.Combine(folder!, $"part-{Hash(JsonSerializer.Serialize(key, s_json))[..16]}.json");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
