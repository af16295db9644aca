using Lgm.Experiments;
using Lgm.Models;
using Lgm.Tests.Data;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

[Collection(TorchState.Name)]
public sealed class RecognitionImagesTests
{
    private static readonly RecognitionOptions s_options = new() { DataSet = "digits", TrainImages = 31, TestImages = DigitSet.Test };

    [Fact]
    public void TheFirstImagesAreUsed()
    {
        using var digits = new DigitSet();
        using var images = RecognitionImages.Load(s_options, new ExperimentContext { Data = digits.Store() });
        Assert.Equal((31, DigitSet.Test, DigitSet.Classes), (images.Train.Count, images.Test.Count, images.Train.Classes));
        Assert.Equal(PixelSpace.Mnist, images.Pixels);
        Assert.Equal(2, images.Fingerprints.Distinct().Count());
    }

    [Fact]
    public void MoreImagesThanThereAreAreRefused()
    {
        using var digits = new DigitSet();
        var message = Assert.ThrowsAny<WorkbookException>(() => RecognitionImages.Load(s_options with { TestImages = 1000 }, new ExperimentContext { Data = digits.Store() })).Message;
        Assert.Contains("1000 are asked for", message);
    }

    [Fact]
    public void UnofficialFilesAreUsedWhereTheUserSaysSo()
    {
        using var digits = new DigitSet(official: false);
        using (var images = RecognitionImages.Load(s_options, new ExperimentContext { Data = digits.Store(allowUnofficial: true) })) Assert.Equal(31, images.Train.Count);
        Assert.ThrowsAny<WorkbookException>(() => RecognitionImages.Load(s_options, new ExperimentContext { Data = digits.Store() }));
    }

    [Fact]
    public void ALabelOutsideTheClassesIsRefusedBeforeAnyTraining()
    {
        using var digits = new DigitSet(official: false);
        var path = Path.Combine(digits.Folder, "train-labels");
        var labels = File.ReadAllBytes(path);
        labels[^1] = 3;
        File.WriteAllBytes(path, labels);
        var message = Assert.ThrowsAny<WorkbookException>(() => RecognitionImages.Load(s_options, new ExperimentContext { Data = digits.Store(allowUnofficial: true) })).Message;
        Assert.Contains("label 3 at position 47, outside 0..2", message);
    }

    [Fact]
    public void ImagesThatDoNotFitTheNetworkAreRefused()
    {
        using var little = new LittleSet();
        var message = Assert.ThrowsAny<WorkbookException>(() => RecognitionImages.Load(s_options with { DataSet = "little" }, new ExperimentContext { Data = little.Store() })).Message;
        Assert.Contains("1x28x28", message);
    }

    [Fact]
    public void EveryLossStartsFromTheSameNetwork()
    {
        using var digits = new DigitSet();
        var context = new ExperimentContext { Data = digits.Store() };
        double[] Network(string loss, long seed)
        {
            using var model = TrainedModel.Untrained(loss, new RecognitionOptions { Features = 3, Seed = seed }, 4, PixelSpace.Mnist, context);
            return [.. model.named_parameters().Where(p => p.name.StartsWith("network.", StringComparison.Ordinal)).SelectMany(p => p.parameter.Numbers())];
        }
        var softmax = Network("softmax", 1);
        Assert.Equal(softmax, Network("lgm", 1));
        Assert.Equal(softmax, Network("center", 1));
        Assert.NotEqual(softmax, Network("softmax", 2));
    }
}
