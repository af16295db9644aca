using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Lgm.Kernel.Engine;

/// <summary>
/// Finds assemblies for the compiler and reads each of them once. Roslyn's own resolver reads them anew for every cell,
/// so that a long session grows by all of them each time.
/// </summary>
internal sealed class CachingMetadataResolver(string folder, LibraryFolders libraries) : MetadataReferenceResolver
{
    private static readonly Dictionary<string, string> s_platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, PortableExecutableReference> read = [];

    public override bool ResolveMissingAssemblies => true;

    /// <summary>An assembly of .NET or of this program.</summary>
    public PortableExecutableReference Platform(string name) => Read(s_platform[name]);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = Path.GetFullPath(reference, Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder);
        if (File.Exists(path)) return [Read(libraries.Add(path))];
        // A name without a folder may be an assembly of .NET.
        var name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^4] : reference;
        return s_platform.TryGetValue(name, out var platform) ? [Read(platform)] : [];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        libraries.Find(referenceIdentity.Name) is { } library ? Read(library)
        : s_platform.TryGetValue(referenceIdentity.Name, out var platform) ? Read(platform)
        : null;

    // One resolver serves a whole session: Roslyn compares resolvers to know whether it can keep what it bound.
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference Read(string path) => read.GetOrAdd(path, p => MetadataReference.CreateFromFile(p, documentation: new XmlDocumentation(p)));
}
