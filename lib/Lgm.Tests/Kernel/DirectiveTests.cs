using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Kernel;

[Collection(SessionCollection.Name)]
public sealed class DirectiveTests(SessionFixture session)
{
    [Fact]
    public void MarkdownAndCSharpTakeTurns()
    {
        var output = session.Run("#!markdown\n# It's \"a\" title /*\n#!csharp\nvar three = 3;\nthree");
        Assert.Equal("# It's \"a\" title /*", output.Shown.Single().Forms["text/markdown"]);
        Assert.Equal("3", output.Result!["text/plain"]);
    }

    [Fact]
    public void ADirectiveWithinAStringIsText() => Assert.Equal("\n#!fsharp", session.Run("@\"\n#!fsharp\"").Result!["text/plain"]);

    [Fact]
    public void LineNumbersAreThoseOfTheCell() => Assert.StartsWith("line 4", session.Fails("#!markdown\ntext\n#!csharp\noops").Message);

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "Line 1: #!fsharp is not supported here; #!csharp, #!markdown, #r")]
    [InlineData("1\n#!bash\nls", "Line 2: #!bash is not supported here")]
    [InlineData("#i \"nuget:x\"", "Line 1: #i is not supported here")]
    [InlineData("#r \"nuget: Newtonsoft.Json, 13\"", "The package Newtonsoft.Json is not provided here")]
    [InlineData("\n#r \"../lib/Lgm/bin/Release/net10.0/Lgm.dll\"", "Line 2: there is no ../lib/Lgm/bin/Release/net10.0/Lgm.dll beside the notebook: the library is not built yet, so run bash environment/setup.sh first.")]
    public void WhatIsNotSupportedIsNamed(string code, string sentence) => Assert.StartsWith(sentence, session.Fails(code).Message);

    [Fact]
    public void ALibraryIsReferencedByPathAndItsPackagesAreProvided()
    {
        var folder = Path.GetDirectoryName(typeof(GaussianMixture).Assembly.Location)!;
        var output = session.Run($"#r \"{Path.Combine(folder, "Lgm.dll")}\"\n#r \"nuget: TorchSharp-cpu, 0.106.0\"\nusing Lgm.Losses;\nusing TorchSharp;\nnew GaussianMixture(classes: 3, features: 2).Logits(torch.zeros(4, 2)).shape[1]");
        Assert.Equal("3", output.Result!["text/plain"]);
        Assert.Equal("TorchSharp-cpu is already provided here.\n", output.Order);
    }

    [Fact]
    public void CSharpsOwnDirectivesStay() => Assert.Equal("1", session.Run("#region part\n#pragma warning disable CS0168\n#if true\n1\n#endif\n#endregion").Result!["text/plain"]);
}
