using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Lgm.Kernel.Engine;

/// <summary>The doc comments of an assembly: the XML file beside it, or for .NET's own the one of the SDK. Read when first asked for.</summary>
/// <param name="assembly">The assembly's path.</param>
internal sealed class XmlDocumentation(string assembly) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> members = new(() => Read(assembly));

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        members.Value.GetValueOrDefault(documentationMemberID, "");

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static Dictionary<string, string> Read(string assembly)
    {
        var members = new Dictionary<string, string>();
        foreach (var file in Files(assembly).Where(File.Exists))
        {
            try
            {
                foreach (var member in XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
                    if ((string?)member.Attribute("name") is { } name) members.TryAdd(name, member.ToString(SaveOptions.DisableFormatting));
            }
            catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
            {
                // Without its comments a library is still a library.
            }
        }
        return members;
    }

    // What .NET runs has no comments beside it; the SDK has them beside what .NET compiles against, where the core library goes by other names.
    private static IEnumerable<string> Files(string assembly)
    {
        yield return Path.ChangeExtension(assembly, ".xml");
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        if (!Path.GetFullPath(assembly).StartsWith(runtime, StringComparison.Ordinal)) yield break;
        var name = Path.GetFileNameWithoutExtension(assembly);
        string[] names = name.StartsWith("System.Private", StringComparison.Ordinal) ? ["System.Runtime", "System.Collections", "System.Threading", "System.Linq"] : [name];
        var packs = Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        if (!Directory.Exists(packs) || Directory.EnumerateDirectories(packs).Order(StringComparer.Ordinal).LastOrDefault() is not { } pack) yield break;
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(pack, "ref")))
            foreach (var part in names) yield return Path.Combine(folder, part + ".xml");
    }
}
