namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class BoundedClassifierTests
{
    [Fact]
    public void PixelsAreNormalisedOnceAndBeforeTheNetwork()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var network = nn.Sequential(nn.Flatten(), nn.Linear(4, 3)).to(float64).Redrawn(random);
        var head = new GaussianMixture(2, 3).to(float64).Redrawn(random);
        var model = new BoundedClassifier(network, head, new PixelSpace(0, 255, mean: 100, deviation: 50));
        var images = tensor(new double[] { 0, 255, 100, 150, 50, 75, 200, 125 }, [2, 1, 2, 2]);
        var normalised = tensor(new double[] { -2, 3.1, 0, 1, -1, -0.5, 2, 0.5 }, [2, 1, 2, 2]);
        Golden.AssertClose(model.Features(images).Numbers(), network.call(normalised).Numbers(), 1e-12, "features");
        Golden.AssertClose(model.Logits(images).Numbers(), head.Logits(network.call(normalised)).Numbers(), 1e-12, "logits");
        Golden.AssertClose(model.Pixels.Normalise(images).Numbers(), normalised.Numbers(), 1e-12, "normalised pixels");
    }

    [Fact]
    public void ChannelsAreNormalisedByTheirOwnMeansAndDeviations()
    {
        using var scope = NewDisposeScope();
        var pixels = new PixelSpace(0, 255, Mean: [10, 20, 30], Deviation: [1, 2, 4]);
        var images = tensor(new double[] { 10, 11, 20, 22, 30, 34, 12, 8, 24, 16, 38, 22 }, [2, 3, 1, 2]);
        Assert.Equal([0, 1, 0, 1, 0, 1, 2, -2, 2, -2, 2, -2], pixels.Normalise(images).Numbers());
        Assert.Equal(float32, pixels.Normalise(images.to(float32)).dtype);
        // (x - 128) / 128 of bytes.
        Assert.Equal((200 - 128) / 128.0, PixelSpace.Cifar100.Normalise(tensor(new[] { 200 / 255.0 })).item<double>(), 1e-12);
    }

    [Fact]
    public void AnEvaluationInBatchesIsThatOfAllAtOnce()
    {
        using var scope = NewDisposeScope();
        using var model = BlobImages.Classifier("lgm", 3);
        using var images = BlobImages.Set(20, 3);
        var (pixels, labels) = images.Range(0, 20);
        var (features, predicted) = model.Evaluate(pixels);
        Golden.AssertClose(features.Numbers(), model.Features(pixels).Numbers(), 1e-6, "features");
        Assert.Equal(model.Logits(pixels).argmax(1).Numbers(), predicted.Numbers());
        Assert.False(features.requires_grad);
        var right = Enumerable.Range(0, 20).Count(i => predicted[i].item<long>() == labels[i].item<long>());
        Assert.Equal(right / 20.0, model.Accuracy(images), 1e-12);
        using var batches = new BatchesOf(7);
        Golden.AssertClose(model.Evaluate(images).Features.Numbers(), features.Numbers(), 1e-5, "features in batches");
        Assert.Equal(predicted.Numbers(), model.Predict(pixels).Numbers());
        Assert.Equal(right / 20.0, model.Accuracy(pixels, labels), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => BoundedClassifier.BatchSize = 0);
    }
}
