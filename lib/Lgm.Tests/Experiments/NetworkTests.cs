using TorchSharp.PyBridge;

namespace Lgm.Tests.Experiments;

/// <summary>A trained network is what its record says, and no other file is taken for it.</summary>
[Collection(TorchState.Name)]
public sealed class NetworkTests(LittleNetworks networks)
{
    private const int Count = 500;

    private static string[] Committed() => [.. new[] { "checkpoints", "checkpoints-accuracy", "checkpoints-extra" }.SelectMany(f => Directory.GetFiles(Path.Combine(NotebookTool.Root, "data", f), "*.safetensors"))];

    // Golden/checkpoints.py computes the same in PyTorch.
    [Trait("Category", "Slow")]
    [SkippableFact]
    public void TheCommittedNetworksKnowAsManyDigitsAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        RunImages images;
        try { images = new Context { Data = new DataStore(DataStoreOptions.FromEnvironment()) }.Images(new RecognitionOptions { TrainImages = 1, TestImages = Count }); }
        catch (MissingDataException e) { throw new SkipException(e.Message); }
        var cases = Golden.Read("checkpoints.json").EnumerateArray().ToArray();
        Assert.Equal(Committed().Count(f => Path.GetFileName(f).StartsWith("mnist-", StringComparison.Ordinal)), cases.Length);
        foreach (var known in cases)
        {
            var file = Path.Combine(NotebookTool.Root, known.GetProperty("file").GetString()!);
            using var model = NetworkRecord.Load(file).Restore(file, 10, CPU);
            Golden.AssertClose(model.Features(images.Test.Range(0, 1).Images)[0].narrow(0, 0, 2).Numbers(), known.GetProperty("features").Numbers(), 1e-3, file);
            if (!file.Contains("seed1.", StringComparison.Ordinal)) continue;
            // A digit on the border between two classes may fall to either side.
            Assert.InRange(model.Accuracy(images.Test) * Count, known.GetProperty("right").GetInt32() - 1.5, known.GetProperty("right").GetInt32() + 1.5);
        }
    }

    [Fact]
    public void ANotebookLoadsThemByName()
    {
        using var digits = Network.Load("lgm");
        using var plane = Network.Load("softmax", features: 2);
        using var photographs = Network.Load("lgm", features: 64, dataSet: "cifar-10");
        Assert.Equal((100, 2, 64, 10), (digits.Head.Features, plane.Head.Features, photographs.Head.Features, photographs.Head.Classes));
        Assert.False(digits.training);
        Assert.Equal((3, "center"), (Network.RecordOf("center", seed: 3).Options.Seed, Network.RecordOf("center", seed: 3).Loss));
        Assert.Contains("no network mnist-lgm-caffe-100d-seed1.safetensors", Assert.Throws<WorkbookException>(() => Network.Load("lgm-caffe")).Message);
    }

    [Fact]
    public void PyBridgeReadsTheSameTensors()
    {
        using var scope = NewDisposeScope();
        foreach (var file in Committed().Concat(Directory.GetFiles(networks.Folder, "*.safetensors")))
        {
            var (ours, _) = Lgm.Training.Safetensors.Read(file);
            var theirs = TorchSharp.PyBridge.Safetensors.LoadStateDict(file);
            Assert.Equal(ours.Keys.Order(), theirs.Keys.Order());
            Assert.All(ours, t => Assert.True(t.Value.dtype == theirs[t.Key].dtype && t.Value.shape.SequenceEqual(theirs[t.Key].shape) && t.Value.eq(theirs[t.Key]).all().item<bool>(), $"{file}: {t.Key}"));
        }
    }

    [Fact]
    public void OneThatIsThereIsTakenAndAnotherIsTrained()
    {
        using var scope = NewDisposeScope();
        using var folder = Copies("lgm-3d-seed1");
        var options = LittleNetworks.Recipe with { Networks = [folder["none"], folder.Path], EachEpoch = true, Training = LittleNetworks.Recipe.Training with { Epochs = 2 } };
        using var images = networks.Context.Images(options);
        using var there = Network.Of("lgm", options, images, networks.Context);
        using var trained = Network.Of("softmax", options, images, networks.Context);
        Assert.Equal(($"stored, quick preset, {LittleNetworks.Epochs} epochs", $"trained here, 2 epochs of {LittleNetworks.Train} images"), (there.Origin, trained.Origin));
        Assert.Equal((LittleNetworks.Epochs, 2, 2), (there.History.Losses.Count, trained.History.Losses.Count, trained.History.Accuracies.Count));
        Assert.Equal((networks.Model("lgm").Accuracy(images.Test), there.Record!.Accuracy), (there.Model.Accuracy(images.Test), there.Model.Accuracy(images.Test)));
        Assert.Null(trained.Record);
    }

    [Fact]
    public void EveryLossStartsFromTheSameNetwork()
    {
        double[] First(string loss, long seed)
        {
            using var model = Network.Untrained(loss, new RecognitionOptions { Features = 3, Seed = seed }, 4, CPU);
            return [.. model.named_parameters().Where(p => p.name.StartsWith("network.", StringComparison.Ordinal)).SelectMany(p => p.parameter.Numbers())];
        }
        Assert.Equal(First("softmax", 1), First("lgm", 1));
        Assert.NotEqual(First("softmax", 1), First("softmax", 2));
    }

    [Fact]
    public void ADamagedOrMisnamedOneIsRefused()
    {
        using var folder = Copies("lgm-3d-seed1");
        var weights = Directory.GetFiles(folder.Path, "*.safetensors").Single();
        var (bytes, text) = (File.ReadAllBytes(weights), File.ReadAllText(NetworkRecord.RecordOf(weights)));
        var options = LittleNetworks.Recipe with { Networks = [folder.Path], Losses = ["lgm"] };
        using var images = networks.Context.Images(options);
        string Refusal(RecognitionOptions asked) => Assert.Throws<WorkbookException>(() => Network.Of("lgm", asked, images, networks.Context)).Message;

        Assert.Contains("another network than the options ask for", Refusal(options with { Classes = 2 }));
        File.WriteAllBytes(weights, [.. bytes[..^5], (byte)(bytes[^5] ^ 1), .. bytes[^4..]]);
        Assert.Contains("checksum", Refusal(options));
        File.WriteAllBytes(weights, bytes);
        File.WriteAllText(NetworkRecord.RecordOf(weights), text.Replace("\"Loss\": \"lgm\"", "\"Loss\": \"center\""));
        Assert.Contains("not what its name says", Refusal(options));
        File.WriteAllText(NetworkRecord.RecordOf(weights), text[..200]);
        Assert.Contains("is unusable", Refusal(options));
        File.Delete(NetworkRecord.RecordOf(weights));
        Assert.Contains($"lgm train --weights {weights}", Refusal(options));
        // Of another copy of the data it is as good, but it is told.
        File.WriteAllText(NetworkRecord.RecordOf(weights), text.Replace(images.Fingerprints[0], "0000000000000000"));
        using var copy = Network.Of("lgm", options, images, networks.Context);
        Assert.EndsWith(", on another copy of mnist", copy.Origin);
    }

    private TemporaryFolder Copies(string wanted)
    {
        var copies = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(networks.Folder).Where(f => f.Contains(wanted, StringComparison.Ordinal))) File.Copy(file, copies[Path.GetFileName(file)]);
        return copies;
    }
}
