namespace Lgm.Tests.Api;

/// <summary>A list of public signatures, one a line, and which of them stands for a given member.</summary>
internal sealed class ApiListing
{
    private static readonly HashSet<string> s_keywords =
        ["bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal", "char", "nint", "nuint"];

    private readonly HashSet<string> _valueTypes;
    private readonly ILookup<string, ApiSignature> _byPath;

    private ApiListing(IReadOnlyList<string> lines)
    {
        Header = [.. lines.Where(l => l.StartsWith('#'))];
        var signatures = lines.Where(l => l.Length > 0 && !l.StartsWith('#')).ToArray();
        _valueTypes = [.. signatures.SelectMany(ValueTypeName)];
        Signatures = [.. signatures.Select(Parse)];
        _byPath = Signatures.ToLookup(s => s.Path);
    }

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<ApiSignature> Signatures { get; }

    public static ApiListing Of(IEnumerable<string> lines) => new([.. lines]);

    public static ApiListing Read(string path) => Of(File.ReadAllLines(path));

    /// <summary>The listed signature that stands for the member, or null: then the real package has no such member.</summary>
    public ApiSignature? Find(ApiMember member, bool mayOmitOptional) =>
        member.Lines.Select(Parse).Select(mine => _byPath[mine.Path].FirstOrDefault(real => mine.IsCoveredBy(real, mayOmitOptional))).FirstOrDefault(s => s is not null);

    /// <summary>What the list has under the member's name: the likely cause of a difference.</summary>
    public IEnumerable<string> Near(ApiMember member) => _byPath[Parse(member.Lines[0]).Path].Select(s => s.Line);

    private ApiSignature Parse(string line) => ApiParser.Parse(line, IsValueType);

    private bool IsValueType(string name) =>
        s_keywords.Contains(name) || _valueTypes.Contains(name) || Type.GetType(name.Contains('.') ? name : "System." + name) is { IsValueType: true };

    private static IEnumerable<string> ValueTypeName(string line)
    {
        var words = line.Split(' ');
        var keyword = Array.FindIndex(words, w => w is "struct" or "enum");
        return keyword >= 0 && keyword + 1 < words.Length && !words.Take(keyword).Any(w => w.Contains('.')) ? [words[keyword + 1]] : [];
    }
}
