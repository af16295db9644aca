using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Lgm.Experiments;

/// <summary>One run as it is kept: what was asked, what was measured, and how it came to be. Tables and figures are made from it.</summary>
public sealed partial record RunRecord
{
    /// <summary>One JSON style for options and results: indented, enums by name.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public required string Experiment { get; init; }
    public required string Preset { get; init; }
    public required JsonObject Options { get; init; }
    public required JsonObject Result { get; init; }
    public required Provenance Provenance { get; init; }

    /// <summary>Of a run of a sweep whose training diverged: the sentence that said so, the result being empty; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Diverged { get; init; }

    /// <summary>Twelve hexadecimal digits of the options, and of the trained networks that are here for them: runs of the same options, seed and networks have the same key.</summary>
    public static string Key(string experiment, object options)
    {
        var networks = options is IExperimentOptions read ? read.Networks.Where(File.Exists).Select(PublishedModel.Sha256) : [];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(experiment + JsonSerializer.Serialize(options, options.GetType(), Json) + string.Concat(networks))))[..12];
    }

    /// <summary>The record as its file has it: each list of numbers in one line, which keeps curves and features short.</summary>
    public string ToJson() => NumberLists().Replace(
        JsonSerializer.Serialize(this, Json).ReplaceLineEndings("\n"), list => $"[{string.Join(", ", list.Groups["number"].Captures.Select(c => c.Value))}]");

    /// <summary>Writes the record; an older one at the place is replaced only by a whole new one.</summary>
    public void Save(string path) => AtomicFile.Write(path, ToJson() + "\n");

    // A text in JSON has no line break of its own: what stands between them here is never a part of one.
    [GeneratedRegex(@"\[\n\s*(?:(?<number>-?\d[\d.eE+-]*),?\n\s*)+\]")]
    private static partial Regex NumberLists();

    /// <exception cref="WorkbookException">The file is missing or is no result of this workbook.</exception>
    public static RunRecord Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(path), Json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WorkbookException($"{path} does not exist: correct the name, or print all results with `lgm results`.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WorkbookException($"{path} is no result of this workbook ({e.Message.Split('\n')[0].TrimEnd('.')}): delete it or run the experiment again.", e);
        }
    }
}
