using Lgm.Data;
using Lgm.Experiments;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp.PyBridge;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>The networks of data/checkpoints compute what PyTorch computes with their files (Golden/checkpoints.py), and others read the same tensors.</summary>
[Collection(TorchState.Name)]
public sealed class CommittedCheckpointTests
{
    private const int Count = 500;
    private static readonly string s_checkout = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");

    [SkippableFact]
    public void TheyKnowAsManyDigitsAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var context = new ExperimentContext { Data = new DataStore(DataStoreOptions.FromEnvironment()) };
        RecognitionImages images;
        try { images = RecognitionImages.Load(new RecognitionOptions { TrainImages = 1, TestImages = Count }, context); }
        catch (MissingDataException e) { throw new SkipException(e.Message); }
        var cases = Golden.Read("checkpoints.json").EnumerateArray().ToArray();
        Assert.Equal(Committed().Where(f => Path.GetFileName(f).StartsWith("mnist-", StringComparison.Ordinal)).Count(), cases.Length);
        foreach (var known in cases)
        {
            var file = Path.Combine(s_checkout, known.GetProperty("file").GetString()!);
            using var model = PublishedModel.Load(file).Restore(file, context);
            var found = Evaluation.Of(model, images.Test, "test", context);
            Golden.AssertClose(found.Features[0].narrow(0, 0, 2).Numbers(), known.GetProperty("features").Numbers(), 1e-3, file);
            // A digit on the border between two classes may fall to either side.
            Assert.InRange(found.Accuracy(images.Test.Labels) * Count, known.GetProperty("right").GetInt32() - 1.5, known.GetProperty("right").GetInt32() + 1.5);
        }
    }

    [Fact]
    public void PyBridgeReadsTheSameTensors()
    {
        using var scope = NewDisposeScope();
        foreach (var file in Committed())
        {
            var (ours, _) = Lgm.Training.Safetensors.Read(file);
            var theirs = TorchSharp.PyBridge.Safetensors.LoadStateDict(file);
            Assert.Equal(ours.Keys.Order(), theirs.Keys.Order());
            Assert.All(ours, t => Assert.True(t.Value.dtype == theirs[t.Key].dtype && t.Value.shape.SequenceEqual(theirs[t.Key].shape) && t.Value.eq(theirs[t.Key]).all().item<bool>(), $"{file}: {t.Key}"));
        }
    }

    private static string[] Committed() => [.. new[] { "checkpoints", "checkpoints-extra" }.SelectMany(f => Directory.GetFiles(Path.Combine(s_checkout, "data", f), "*.safetensors"))];
}
