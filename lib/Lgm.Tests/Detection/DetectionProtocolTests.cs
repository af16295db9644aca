using System.Text.Json.Nodes;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Detection;

public sealed class DetectionProtocolTests
{
    private static readonly DetectionProtocol s_protocol = DetectionProtocol.Load();

    private static JsonObject Json()
    {
        using var stream = typeof(DetectionProtocol).Assembly.GetManifestResourceStream("Lgm.protocol.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static string Message(JsonObject json) => Assert.Throws<WorkbookException>(() => DetectionProtocol.Parse(json.ToJsonString(), "there")).Message;

    // Fixed before any test number existed: a change here is a change of the experiment, to be argued in a commit of its own.
    [Fact]
    public void ItIsTheOneThatWasFixedBeforehand()
    {
        // Whole, the rules in words included.
        using var file = typeof(DetectionProtocol).Assembly.GetManifestResourceStream("Lgm.protocol.json")!;
        Assert.Equal("9ceb3837ff13305025d4f106dae4b9ece072f7203d7fe84417989d60dbdf4bbc", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        Assert.Equal([0.1, 0.2, 0.3], s_protocol.Epsilons);
        Assert.Equal([1, 2, 3], s_protocol.Seeds);
        Assert.Equal(5_000, s_protocol.HeldOutImages);
        Assert.Equal(["all", "successful"], s_protocol.Positives);
        Assert.Equal(new ProtocolCell("fgsm", 0.3, "successful", "refitted-likelihood"), s_protocol.Primary);
        Assert.Equal(0.01, s_protocol.Attacks.UnchangedLimit);
        Assert.Equal(["refitted-likelihood", "learned-mixture", "learned-likelihood"], s_protocol.ScoresOf("lgm"));
        Assert.Equal(s_protocol.ScoresOf("lgm"), s_protocol.ScoresOf("lgm-paper"));
        Assert.Equal(["refitted-likelihood"], s_protocol.ScoresOf("another loss"));
    }

    [Fact]
    public void ItsNamesAreThoseOfTheCatalogues()
    {
        Assert.Empty(s_protocol.Losses.Concat(s_protocol.OwnScores.Keys).Append(s_protocol.Transfer.SurrogateLoss).Except(LossCatalogue.Names));
        var set = DataSetCatalogue.Load().Find(s_protocol.DataSet);
        Assert.Equal(set.Counts[DataSplit.Train], s_protocol.TrainImages);
        Assert.Equal(set.Counts[DataSplit.Test], s_protocol.TestImages);
    }

    [Theory]
    [InlineData("heldOutImages", "60000", "heldOutImages is 60000")]
    [InlineData("fitImages", "0", "fitImages is 0")]
    [InlineData("testImages", "0", "testImages is 0")]
    [InlineData("pixelRange", "[1, 0]", "pixelRange")]
    [InlineData("epsilons", "[0.1, -0.2]", "epsilons")]
    [InlineData("epsilons", "[0.1, 0.2]", "primary cell")]
    [InlineData("seeds", "[1, 1]", "seeds")]
    [InlineData("seeds", "[1, 101]", "surrogateSeed")]
    [InlineData("losses", "[]", "losses")]
    [InlineData("losses", "[\"softmax\", \"l-softmax\"]", "\"l-softmax\"")]
    [InlineData("positives", "[\"some\"]", "positives")]
    [InlineData("bootstrap", """{ "resamples": 0, "seed": 1, "confidence": 0.95 }""", "bootstrap")]
    [InlineData("attacks", """{ "names": ["fgsm"], "targetSeed": 1, "iterations": 0, "stepShare": 0.25, "unchangedLimit": 0.01 }""", "iterations")]
    [InlineData("primary", """{ "attack": "fgsm", "epsilon": 0.3, "positives": "successful", "score": "kernel-density" }""", "primary cell")]
    [InlineData("surprise", "1", "surprise")]
    [InlineData("dataSet", "null", "dataSet")]
    [InlineData("testImages", "\"many\"", "testImages")]
    public void AWrongOneIsRefusedByName(string name, string value, string said)
    {
        var json = Json();
        json[name] = JsonNode.Parse(value);
        var message = Message(json);
        Assert.Contains("there", message);
        Assert.Contains(said, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AMissingPartIsNamed()
    {
        var json = Json();
        json.Remove("bootstrap");
        Assert.Contains("bootstrap", Message(json));
    }
}
