using System.Text.Json.Serialization;

namespace Lgm.Data;

/// <summary>A place the files of a set can be obtained from.</summary>
/// <remarks>A new kind of place is one subclass, one line here and one row in the catalogue.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FolderSource), "folder")]
[JsonDerivedType(typeof(NpmSource), "npm")]
[JsonDerivedType(typeof(AptSource), "apt")]
[JsonDerivedType(typeof(HttpSource), "http")]
[JsonDerivedType(typeof(ArchiveSource), "archive")]
public abstract record DataSource
{
    /// <summary>The place in words that fit behind "from" or "tried".</summary>
    [JsonIgnore]
    public abstract string Place { get; }

    /// <summary>Brings the requested files into the cache, each verified.</summary>
    /// <exception cref="SourceUnavailableException">The place cannot be reached or does not have them: the next is tried.</exception>
    /// <exception cref="WorkbookException">This machine cannot keep them, so that no other place would do.</exception>
    internal abstract void Fetch(FetchRequest request);
}
