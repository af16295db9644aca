using System.Text.Json.Nodes;
using Lgm.Experiments;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>Names and their explanations, from what the compiler knows of the session.</summary>
[Collection(KernelCollection.Name)]
public sealed class CompletionTests
{
    private readonly FrontEnd frontEnd;

    public CompletionTests(KernelFixture fixture)
    {
        frontEnd = fixture.FrontEnd;
        frontEnd.Run($"#r \"{typeof(ExperimentCatalogue).Assembly.Location}\"\nusing Lgm.Attacks;");
        frontEnd.Run("""
            var numbersOfCell = new List<int> { 1 }; string? perhaps = null;
            /// <summary>Adds one to a number.</summary>
            /// <param name="number">Any <paramref name="number"/> below <see cref="int.MaxValue"/>.</param>
            int AddOneOfCell(int number) => number + 1;
            """);
    }

    // The bar is the cursor.
    [Theory]
    [InlineData("numbersOf|", "numbersOfCell")]
    [InlineData("AddOne|", "AddOneOfCell")]
    [InlineData("numbersOfCell.AddR|", "AddRange")]
    [InlineData("numbersOfCell.Selec|", "Select", "SelectMany")]
    [InlineData("perhaps?.EndsW|", "EndsWith")]
    [InlineData("Math.Sqr|", "Sqrt")]
    [InlineData("string.Concat(\"a\", perhaps.TrimE|)", "TrimEnd")]
    [InlineData("using System.Text.RegularEx|", "RegularExpressions")]
    [InlineData("int F(int argumentOfF) { return argumentO| }", "argumentOfF")]
    [InlineData("new Lin|", "Linf", "LingerOption", "LinkedList", "LinkedListNode")]
    [InlineData("// 😀\nvar t = \"😀\"; t.Substr|; // behind", "Substring")]
    [InlineData("#!csharp\nMath.Cei|", "Ceiling")]
    [InlineData("foreac|", "foreach")]
    [InlineData("\"in a text numbersOf|\"")]
    [InlineData("// in a comment numbersOf|")]
    [InlineData("1.5 + 3|")]
    [InlineData("numbersOfCell.NobodyHasThis|")]
    public void Completes(string code, params string[] expected)
    {
        var reply = Ask("complete_request", code);
        string[] matches = [.. reply["matches"]!.AsArray().Select(m => (string)m!)];
        if (code.StartsWith("new Lin", StringComparison.Ordinal)) Assert.Contains("Linf", matches);
        else Assert.Equal(expected, matches);
        if (matches.Length == 0) return;
        // The part that is replaced is the word, counted in characters of Unicode.
        var runes = code.Replace("|", "").EnumerateRunes().Skip((int)reply["cursor_start"]!).Take((int)reply["cursor_end"]! - (int)reply["cursor_start"]!);
        Assert.StartsWith(string.Concat(runes), matches[0]);
    }

    [Theory]
    [InlineData("AddOneOf|Cell(3)", "int AddOneOfCell(int number)", "Adds one to a number.", "number: Any number below Int32.MaxValue.")]
    [InlineData("AddOneOfCell(|", "int AddOneOfCell(int number)")]
    [InlineData("numbersOfCell|", "List<int> numbersOfCell")]
    [InlineData("new Lin|f(0.1)", "Linf")]
    [InlineData("Lgm.Losses.Gaussian|Mixture", "class Lgm.Losses.GaussianMixture")]
    public void Explains(string code, params string[] parts)
    {
        var reply = Ask("inspect_request", code);
        Assert.True((bool)reply["found"]!, reply.ToJsonString());
        foreach (var part in parts) Assert.Contains(part, (string?)reply["data"]!["text/plain"]);
    }

    [Fact]
    public void TheLibrarysDocCommentsAreShown()
    {
        var text = (string?)Ask("inspect_request", "Lgm.Losses.GaussianMixture|")["data"]!["text/plain"];
        Assert.True(text!.Split('\n').Length > 2 && text.Contains("Gaussian mixture"), text);
    }

    [SkippableFact]
    public void DotNetsOwnDocCommentsAreShownWhereTheSdkIs()
    {
        var packs = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        Skip.IfNot(Directory.Exists(packs), "This machine has .NET without its SDK.");
        Assert.Contains("square root", (string?)Ask("inspect_request", "Math.Sqr|t(2)")["data"]!["text/plain"]);
        Assert.Contains("standard output", (string?)Ask("inspect_request", "Console.WriteLine(|")["data"]!["text/plain"]);
    }

    [Theory]
    [InlineData("nobodyKnows|This")]
    [InlineData("|")]
    [InlineData("\"text|\"")]
    public void WhatIsNotKnownIsNotFound(string code)
    {
        var reply = Ask("inspect_request", code);
        Assert.Equal(("ok", false), ((string?)reply["status"], (bool)reply["found"]!));
    }

    private JsonNode Ask(string type, string marked)
    {
        var before = marked.Split('|')[0];
        return frontEnd.Reply(frontEnd.Ask(type, new() { ["code"] = marked.Replace("|", ""), ["cursor_pos"] = before.EnumerateRunes().Count(), ["detail_level"] = 0 }));
    }
}
