using System.Reflection;
using Lgm.Tests.Api;
using Xunit;

namespace Lgm.Tests.Plotly;

/// <summary>
/// Every public member of the subset stands in the real packages' API list, so that what compiles against the subset
/// compiles against them. Optional parameters may be missing: callers name their arguments.
/// </summary>
public sealed class PlotlyApiTests
{
    private const string Excerpt = "Plotly.NET-5.1.txt";

    [SkippableFact]
    public void EveryMemberStandsInTheRealApiAndTheListHoldsNothingElse()
    {
        var members = Members();
        Assert.True(members.Length > 50, $"only {members.Length} members were found");
        var check = new ApiCheck(members, ApiListing.Read(Path.Combine(AppContext.BaseDirectory, "Api", Excerpt)), mayOmitOptional: true);
        Assert.Empty(check.Missing);
        Assert.Empty(check.Unused);
    }

    /// <summary>
    /// After a change of the subset: <c>LGM_PLOTLY_LISTING=full-listing.txt dotnet test --filter PlotlyApiTests</c>.
    /// </summary>
    [SkippableFact]
    public void RewritesTheExcerptWhenAskedTo()
    {
        var full = Environment.GetEnvironmentVariable("LGM_PLOTLY_LISTING");
        Skip.If(string.IsNullOrEmpty(full), "LGM_PLOTLY_LISTING names no full listing");
        var real = ApiListing.Read(full);
        var check = new ApiCheck(Members(), real, mayOmitOptional: true);
        Assert.Empty(check.Missing);
        var target = Path.Combine(SourceFolder(), "..", "Api", Excerpt);
        File.WriteAllLines(target, [.. real.Header, "# Excerpt: only the lines that the subset uses.", .. check.Used]);
    }

    private static ApiMember[] Members()
    {
        Assembly[] assemblies = [Assembly.Load("Plotly.NET"), Assembly.Load("Plotly.NET.CSharp")];
        Skip.IfNot(ApiCheck.OfSubsets, "these are the real packages");
        return [.. assemblies.SelectMany(ApiMember.OfAssembly)];
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
