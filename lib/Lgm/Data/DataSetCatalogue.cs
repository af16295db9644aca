using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lgm.Data;

/// <summary>The data sets the workbook knows: <c>data/datasets.json</c>.</summary>
/// <param name="Sets">Every set, in the file's order.</param>
public sealed record DataSetCatalogue(IReadOnlyList<DataSetEntry> Sets)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>
    /// Reads the catalogue of the checkout this code runs in, so that an edited file counts at once; a published program reads the
    /// copy embedded when it was built.
    /// </summary>
    /// <exception cref="WorkbookException">The file is not valid; the sentence names the place in it.</exception>
    public static DataSetCatalogue Load()
    {
        if (WorkbookFolder.Find() is { } repository && Path.Combine(repository, "data", "datasets.json") is var path && File.Exists(path))
        {
            return Parse(File.ReadAllText(path), path);
        }
        using var embedded = typeof(DataSetCatalogue).Assembly.GetManifestResourceStream("Lgm.Data.datasets.json")
            ?? throw new WorkbookException("The catalogue of data sets is neither beside the program nor inside it: build lib/Lgm again.");
        using var reader = new StreamReader(embedded);
        return Parse(reader.ReadToEnd(), "the embedded datasets.json");
    }

    /// <summary>Reads a catalogue from JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="WorkbookException">The text is not a valid catalogue.</exception>
    public static DataSetCatalogue Parse(string json, string origin)
    {
        DataSetCatalogue catalogue;
        try
        {
            catalogue = JsonSerializer.Deserialize<DataSetCatalogue>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new WorkbookException($"The data set catalogue {origin} cannot be read: {e.Message}", e);
        }
        foreach (var entry in catalogue.Sets)
        {
            if (entry.Fault() is { } fault)
            {
                throw new WorkbookException($"The data set catalogue {origin} is wrong about \"{entry.Name}\": {fault}.");
            }
        }
        var twice = catalogue.Sets.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? catalogue
            : throw new WorkbookException($"The data set catalogue {origin} has \"{twice.Key}\" twice: rename one.");
    }

    /// <summary>The set of that name.</summary>
    /// <param name="name">As in the catalogue; upper case is accepted.</param>
    /// <exception cref="WorkbookException">There is none; the sentence lists those there are.</exception>
    public DataSetEntry Find(string name) =>
        Sets.FirstOrDefault(s => string.Equals(s.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new WorkbookException($"There is no data set \"{name}\": choose one of {string.Join(", ", Sets.Select(s => s.Name))}.");
}
