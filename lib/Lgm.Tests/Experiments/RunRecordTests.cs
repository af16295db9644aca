namespace Lgm.Tests.Experiments;

public sealed partial class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static RunRecord Record => new(
        "recognition", "quick", new RecognitionOptions { Seed = 3, Losses = ["lgm"], Mixture = new() { Margin = new(1, 5) } },
        new RecognitionResult(["a <b> ü", "[\n  1,\n  2\n]"], [new LossAccuracy("lgm", 0.1 + 0.2, [1, -2.5, 1e-9])]), new("0123456789ab", "1.13", "cpu", "a processor", 2, "float32", 12.5));

    [Fact]
    public void TablesOfOtherExperimentsAreRefusedInASentence()
    {
        var run = new RunRecord("recognition", "quick", new RecognitionOptions(), new RecognitionResult([], []), Provenance.Now(CPU, null, default));
        Assert.Contains("recognition has no curves: print its Table", Assert.Throws<WorkbookException>(() => run.CurveTable()).Message);
        Assert.Contains("recognition has no folds: print its Table", Assert.Throws<WorkbookException>(() => run.FoldTable()).Message);
    }

    [Fact]
    public void ARecordComesBackAsItWas()
    {
        Record.Save(folder["deep/a.json"]);
        var (text, read) = (File.ReadAllText(folder["deep/a.json"]), RunRecord.Load(folder["deep/a.json"]));
        Assert.Equal(text, read.ToJson() + "\n");
        var result = Assert.IsType<RecognitionResult>(read.Result);
        Assert.Equal(0.1 + 0.2, result.Losses[0].Accuracy);
        Assert.Equal(((RecognitionResult)Record.Result!).DataFingerprints, result.DataFingerprints);
        Assert.Equal((Record.Provenance, 3), (read.Provenance, ((RecognitionOptions)read.Options).Seed));
        // A list of numbers is one line.
        Assert.Contains("\"EpochLosses\": [1, -2.5, 1E-09]", text);
        Assert.Contains("a <b> ü", text);
        Assert.Equal(Record.Table().ToMarkdown(), read.Table().ToMarkdown());
        Assert.Contains("lgm run recognition --preset quick", read.Source);
        Assert.Contains("does not exist", Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["none.json"])).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Experiment":"figure-9","Preset":"b","Options":{},"Result":{},"Provenance":{"Commit":"","Libtorch":"","Device":"","Hardware":"","Threads":1,"Precision":"","Seconds":1}}""", "figure-9")]
    [InlineData("""{"Experiment":"recognition","Preset":"b","Options":{},"Result":null,"Provenance":{"Commit":"","Libtorch":"","Device":"","Hardware":"","Threads":1,"Precision":"","Seconds":1}}""", "no result")]
    [InlineData("""{"Experiment":"recognition","Preset":"b","Options":{"Epoch":1},"Result":{},"Provenance":{"Commit":"","Libtorch":"","Device":"","Hardware":"","Threads":1,"Precision":"","Seconds":1}}""", "Epoch")]
    public void OtherFilesAreRefused(string text, string said = "")
    {
        File.WriteAllText(folder["a.json"], text);
        var message = Assert.Throws<WorkbookException>(() => RunRecord.Load(folder["a.json"])).Message;
        Assert.StartsWith(folder["a.json"] + " is no result", message);
        Assert.Contains(said, message);
    }

    // The committed results are found under their names; given, the precision is the same one, and where nothing is trained there is none.
    [Fact]
    public void TheKeyIsOfThePrecisionWhereSomethingIsTrained()
    {
        Assert.Equal(RunRecord.Key("recognition", new RecognitionOptions(), Precision.BFloat16), RunRecord.Key("recognition", new RecognitionOptions { Training = new() { Precision = Precision.BFloat16 } }, Precision.Float32));
        Assert.NotEqual(RunRecord.Key("recognition", new RecognitionOptions(), Precision.BFloat16), RunRecord.Key("recognition", new RecognitionOptions(), Precision.Float32));
        Assert.Equal(RunRecord.Key("networks", new StoredNetworksOptions { Networks = [] }, Precision.Float32), RunRecord.Key("networks", new StoredNetworksOptions { Networks = [] }, Precision.BFloat16));
    }

    // A result about a network that was trained anew since would be of another one.
    [Fact]
    public void TheKeyChangesWithTheNetworksThatAreRead()
    {
        var options = new DetectionOptions { Networks = [folder["none"], folder.Path], Losses = ["lgm"] };
        var network = folder[Network.FileName("mnist", "lgm", options.Features, 1)];
        string Key(Precision precision = Precision.Float32) => RunRecord.Key("detection", options, precision);
        var none = Key();
        Assert.NotEqual(none, Key(Precision.BFloat16));
        File.WriteAllText(network, "weights");
        var one = Key();
        Assert.Equal(one, Key(Precision.BFloat16));
        File.WriteAllText(network, "weights of another training");
        Assert.Equal(3, new[] { none, one, Key() }.Distinct().Count());
        File.WriteAllText(network, "weights");
        File.WriteAllText(folder[Network.FileName("mnist", "softmax", options.Features, 1)], "not asked for");
        Assert.Equal(one, Key());
    }

    [Fact]
    public void ThePresetsReadTheCommittedNetworks() => Assert.All(new[] { "networks", "detection", "feature-space" }, experiment =>
    {
        var options = ExperimentCatalogue.Find(experiment).Configure("cpu", 1);
        Assert.NotEmpty(options.Reads);
        Assert.Null(options.Trains);
    });

    public void Dispose() => folder.Dispose();

    // What a command says is what the command line would make of it.
    [Theory]
    [InlineData("detection", "cpu", "Losses=lgm", "Mixture.Margin=0.3@2.5", "Networks=", "Epsilons=0.1,0.3")]
    [InlineData("recognition", "quick", "DataSet=cifar-10", "Training.Epochs=3", "Training.Cosine=false")]
    [InlineData("feature-space", "cpu")]
    [InlineData("out-of-distribution", "paper", "Features=2", "Keep=a folder")]
    public void ACommandGivesTheOptionsItWasMadeOf(string experiment, string preset, params string[] settings)
    {
        var known = ExperimentCatalogue.Find(experiment);
        var options = known.Configure(preset, 7, settings.Select(s => KeyValuePair.Create(s[..s.IndexOf('=')], s[(s.IndexOf('=') + 1)..])));
        var command = RunRecord.CommandOf(experiment, preset, options);
        Assert.StartsWith($"lgm run {experiment} --preset {preset} --seed 7", command);
        var typed = Setting().Matches(command).Select(m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value.Trim('"')));
        Assert.Equal(NamedOptions.All(options), NamedOptions.All(known.Configure(preset, 7, typed)));
        Assert.Equal(settings.Length, Setting().Count(command));
    }

    [System.Text.RegularExpressions.GeneratedRegex("--set ([A-Za-z.]+)=(\"[^\"]*\"|\\S*)")]
    private static partial System.Text.RegularExpressions.Regex Setting();
}
