using System.Runtime.CompilerServices;
using TorchSharp;
using Xunit;

namespace Lgm.Tests.Api;

/// <summary>
/// The system profile's TorchSharp has no public member that TorchSharp 0.106 lacks, and every method carries all
/// parameters of the real overload, so that what compiles against it compiles against the real package.
/// </summary>
public sealed class TorchSharpApiTests
{
    private const string Excerpt = "TorchSharp-0.106.txt";

    [SkippableFact]
    public void EveryPublicMemberIsOneOfTheRealPackage()
    {
        Skip.IfNot(ApiCheck.OfSubsets, "the real TorchSharp is loaded");
        var check = new ApiCheck(ApiMember.OfAssembly(typeof(torch).Assembly), ApiListing.Read(Path.Combine(AppContext.BaseDirectory, "Api", Excerpt)), mayOmitOptional: false);
        Assert.True(check.Missing.Count == 0, $"{check.Missing.Count} members are not in the listing:\n{string.Join('\n', check.Missing)}");
        Assert.True(check.Unused.Count == 0, $"the excerpt has lines the subset no longer uses:\n{string.Join('\n', check.Unused)}");
    }

    [SkippableFact]
    public void RewritesTheExcerptWhenAskedTo()
    {
        var full = Environment.GetEnvironmentVariable("LGM_TORCHSHARP_LISTING");
        Skip.If(string.IsNullOrEmpty(full), "only refresh.sh asks for this");
        ApiCheck.WriteExcerpt(typeof(torch).Assembly, full!, Path.Combine(Folder(), Excerpt), mayOmitOptional: false);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
