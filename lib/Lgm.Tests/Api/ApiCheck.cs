using System.Reflection;
using Xunit;

namespace Lgm.Tests.Api;

/// <summary>Which members of a subset stand in the listing of the real package, and which were made up.</summary>
internal sealed class ApiCheck
{
    public ApiCheck(IEnumerable<ApiMember> members, ApiListing listing, bool mayOmitOptional)
    {
        var used = new HashSet<string>();
        var missing = new List<string>();
        foreach (var member in members)
        {
            if (listing.Find(member, mayOmitOptional) is { } found) used.Add(found.Line);
            else missing.Add(string.Join("\n    real: ", listing.Near(member).Prepend(member.Lines[0])));
        }
        Missing = missing;
        Used = [.. listing.Signatures.Select(s => s.Line).Where(used.Contains)];
        Unused = [.. listing.Signatures.Select(s => s.Line).Where(l => !used.Contains(l))];
    }

    /// <summary>Members that the real package does not have, each with what the package has under that name.</summary>
    public IReadOnlyList<string> Missing { get; }

    public IReadOnlyList<string> Used { get; }

    public IReadOnlyList<string> Unused { get; }

    /// <summary>Whether these tests were built with our subsets: the build says so itself, and the real packages are never held against the list.</summary>
    public static bool OfSubsets => typeof(ApiCheck).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LgmPackages").Value == "system";

    /// <summary>Cuts a full listing down to the lines that the subset uses (see refresh.sh).</summary>
    public static void WriteExcerpt(Assembly assembly, string fullListing, string excerpt, bool mayOmitOptional)
    {
        var full = ApiListing.Read(fullListing);
        var check = new ApiCheck(ApiMember.OfAssembly(assembly), full, mayOmitOptional);
        string[] lines = [.. full.Header, "# Excerpt: only the lines that the subset uses. Rewritten by lib/Lgm.Tests/Api/refresh.sh.", .. check.Used];
        var temporary = excerpt + ".tmp";
        File.WriteAllLines(temporary, lines);
        File.Move(temporary, excerpt, overwrite: true);
        Assert.True(check.Missing.Count == 0, $"{check.Missing.Count} members are not in {Path.GetFileName(fullListing)}:\n{string.Join('\n', check.Missing)}");
    }
}
