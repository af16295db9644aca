using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static RunRecord Record => new()
    {
        Experiment = "recognition", Preset = "quick", Options = new JsonObject { ["Seed"] = 3, ["Name"] = "a <b> ü" }, Result = new JsonObject { ["Accuracy"] = 0.1 + 0.2 },
        Provenance = new Provenance("0123456789ab", "1.13", "cpu", "a processor", 2, "float32", 12.5),
    };

    [Fact]
    public void ARecordComesBackAsItWas()
    {
        Record.Save(folder["deep/a.json"]);
        var read = RunRecord.Load(folder["deep/a.json"]);
        Assert.Equal(JsonSerializer.Serialize(Record, RunRecord.Json), JsonSerializer.Serialize(read, RunRecord.Json));
        Assert.Equal(0.1 + 0.2, read.Result["Accuracy"]!.GetValue<double>());
        Assert.Equal(Record.Provenance, read.Provenance);
        Assert.Contains("a <b> ü", File.ReadAllText(folder["deep/a.json"]));
    }

    [Fact]
    public void EveryListOfNumbersIsOneLineAndNoTextIsTakenForOne()
    {
        var result = new JsonObject { ["Curve"] = new JsonArray(1, -2.5, 1e-9), ["Rows"] = new JsonArray(new JsonArray(1, 2), new JsonArray(3)), ["None"] = new JsonArray(), ["Texts"] = new JsonArray("[\n  1,\n  2\n]", "3"), ["Mixed"] = new JsonArray(1, "2") };
        (Record with { Result = result }).Save(folder["a.json"]);
        var text = File.ReadAllText(folder["a.json"]);
        Assert.Contains("\"Curve\": [1, -2.5, 1E-09]", text);
        Assert.Contains("[1, 2],\n", text);
        Assert.Contains("1,\n      \"2\"", text);
        Assert.Equal(result.ToJsonString(), RunRecord.Load(folder["a.json"]).Result.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Experiment":"a","Preset":"b","Options":{},"Result":{}}""")]
    [InlineData("""{"Experiment":"a","Preset":"b","Options":[],"Result":{},"Provenance":null}""")]
    public void OtherFilesAreRefused(string text)
    {
        File.WriteAllText(folder["a.json"], text);
        Assert.StartsWith(folder["a.json"] + " is no result", Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["a.json"])).Message);
    }

    [Fact]
    public void TruncatedOrForeignRecordsAreRefused()
    {
        Record.Save(folder["a.json"]);
        var whole = File.ReadAllText(folder["a.json"]);
        File.WriteAllText(folder["a.json"], whole[..(whole.Length / 2)]);
        Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["a.json"]));
        File.WriteAllText(folder["a.json"], whole.Replace("\"Preset\"", "\"Preset2\": 1, \"Preset\"", StringComparison.Ordinal));
        Assert.Contains("Preset2", Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["a.json"])).Message);
        Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["none.json"]));
    }

    [Fact]
    public void TheKeyIsTheHashOfNameAndOptions()
    {
        var text = "recognition" + JsonSerializer.Serialize(new RecognitionOptions(), RunRecord.Json);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], RunRecord.Key("recognition", new RecognitionOptions()));
        // By the type of the object, not by that of the variable.
        Assert.NotEqual(RunRecord.Key("recognition", new RecognitionOptions()), RunRecord.Key("recognition", (object)new AdversarialDetectionOptions()));
    }

    [Fact]
    public void TheKeyChangesWithEveryOptionAndWithNothingElse()
    {
        var options = new AdversarialDetectionOptions();
        var same = options with { Losses = [.. LossCatalogue.Compared], Mixture = new(), Training = options.Training with { Epochs = options.Training.Epochs } };
        Assert.Equal(RunRecord.Key("a", options), RunRecord.Key("a", same));
        string[] keys =
        [
            RunRecord.Key("a", options), RunRecord.Key("b", options), RunRecord.Key("a", options with { Seed = 2 }), RunRecord.Key("a", options with { Losses = ["lgm"] }),
            RunRecord.Key("a", options with { Epsilons = [0.1] }), RunRecord.Key("a", options with { Training = options.Training with { Momentum = 0.8 } }),
            RunRecord.Key("a", options with { Mixture = options.Mixture with { Margin = new(1, 4) } }), RunRecord.Key("a", options with { Mixture = options.Mixture with { Covariance = Covariance.Diagonal } }),
        ];
        Assert.Equal(keys, keys.Distinct());
        Assert.All(keys, k => Assert.Matches("^[0-9a-f]{12}$", k));
    }

    // A result about a network that was trained anew since would be of another one.
    [Fact]
    public void TheKeyChangesWithTheNetworksThatAreRead()
    {
        var options = new FgsmOptions { Models = folder.Path, Losses = ["lgm"] };
        var network = folder[PublishedModel.FileName("mnist", "lgm", options.Features, 1)];
        string Key() => RunRecord.Key("fgsm", options);
        var none = Key();
        File.WriteAllText(network, "weights");
        var one = Key();
        File.WriteAllText(network, "weights of another training");
        Assert.Equal(3, new[] { none, one, Key() }.Distinct().Count());
        File.WriteAllText(network, "weights");
        File.WriteAllText(folder[PublishedModel.FileName("mnist", "softmax", options.Features, 1)], "not asked for");
        Assert.Equal(one, Key());
        File.Delete(network);
        Assert.Equal(none, Key());
    }

    // Each experiment that reads networks says which; one that comes later and has the option is not forgotten.
    [Fact]
    public void NoExperimentWithModelsIsLeftOut() => Assert.All(
        ExperimentCatalogue.All.Select(e => e.Configure("cpu", 1, [])).Where(o => o.GetType().GetProperty("Models") is not null),
        options => Assert.True(options.GetType().GetProperty("Models")!.GetValue(options) is "" || ((IExperimentOptions)options).Networks.Any(), options.GetType().Name));

    [Theory]
    [InlineData("networks")]
    [InlineData("detection")]
    [InlineData("protocol-search")]
    [InlineData("feature-space")]
    [InlineData("fgsm")]
    [InlineData("adversarial-detection", "Models=data/checkpoints")]
    public void OptionsNameTheNetworksThatTheyRead(string experiment, params string[] settings)
    {
        var options = (IExperimentOptions)ExperimentCatalogue.Find(experiment).Configure("cpu", 1, settings.Select(s => KeyValuePair.Create(s.Split('=')[0], s.Split('=')[1])));
        Assert.NotEmpty(options.Networks);
        Assert.All(options.Networks, file => Assert.True(File.Exists(file), file));
    }

    public void Dispose() => folder.Dispose();
}
