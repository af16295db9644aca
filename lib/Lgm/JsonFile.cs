namespace Lgm;

/// <summary>JSON files. What is wrong with one is told in a sentence of the caller's, who is given the fault as a clause.</summary>
internal static class JsonFile
{
    public static T Read<T>(string path, JsonSerializerOptions json, Func<string, string> sentence) => Read<T>(() => File.OpenRead(path), json, sentence);

    /// <summary>A file of data/ in the checkout this code runs in, so that an edited one counts; a published program reads the copy embedded when it was built.</summary>
    public static T OfData<T>(string name, JsonSerializerOptions json, Func<string, string, string> sentence)
    {
        var path = Path.Combine(WorkbookFolder.Find() ?? "", "data", name);
        return Read<T>(() => File.Exists(path) ? File.OpenRead(path) : typeof(JsonFile).Assembly.GetManifestResourceStream($"Lgm.{name}")!, json, fault => sentence(path, fault));
    }

    private static T Read<T>(Func<Stream> open, JsonSerializerOptions json, Func<string, string> sentence)
    {
        try
        {
            using var text = new StreamReader(open());
            return JsonSerializer.Deserialize<T>(text.ReadToEnd(), json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException(sentence(e.Message.Split('\n')[0].TrimEnd('.')), e);
        }
    }
}
