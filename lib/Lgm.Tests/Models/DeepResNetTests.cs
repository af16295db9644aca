namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class DeepResNetTests
{
    // TorchVision's classifier of D classes is our linear layer to D features; both register their parameters in the order in which they compute.
    [Theory]
    [InlineData(18)]
    [InlineData(50)]
    public void WithTorchVisionsWeightsItComputesWhatTorchVisionDoes(int depth)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using nn.Module<Tensor, Tensor> theirs = depth == 18 ? torchvision.models.resnet18(num_classes: 7) : torchvision.models.resnet50(num_classes: 7);
        using var ours = new DeepResNet(depth, features: 7);
        var (from, to) = (Values(theirs), Values(ours));
        Assert.Equal(from.Select(t => string.Join(' ', t.shape)), to.Select(t => string.Join(' ', t.shape)));
        using (no_grad())
            foreach (var (source, target) in from.Zip(to)) target.copy_(source);
        var images = randn(2, 3, 64, 64);
        foreach (var training in new[] { true, false })
        {
            theirs.train(training);
            ours.train(training);
            Golden.AssertClose(ours.call(images).Numbers(), theirs.call(images).Numbers(), 1e-3, $"features, training {training}");
        }

        static Tensor[] Values(nn.Module module) => [.. module.named_parameters().Select(p => (Tensor)p.parameter), .. module.named_buffers().Select(b => b.buffer)];
    }

    [Fact]
    public void WithoutADimensionItsFeaturesAreTheAverages()
    {
        using var scope = NewDisposeScope();
        using var small = new DeepResNet(18);
        Assert.Equal([2L, 512], small.call(rand(2, 3, 64, 64)).shape);
    }

    [Fact]
    public void TopFiveCountsTheFiveLargestLogits()
    {
        using var scope = NewDisposeScope();
        using var images = BlobImages.Set(40, 9);
        using var model = BlobImages.Classifier("softmax", 9);
        var (logits, labels) = (model.Logits(images.Images), images.Labels.data<long>().ToArray());
        var right = labels.Index().Count(l => Enumerable.Range(0, 9).Count(k => logits[l.Index, k].item<float>() > logits[l.Index, l.Item].item<float>()) < 5);
        Assert.Equal(right / 40.0, model.TopAccuracy(images, 5), 1e-12);
        Assert.Equal(model.Accuracy(images), model.TopAccuracy(images, 1), 1e-12);
    }

    [Fact]
    public void TheFaceNetworkHasTwentySevenConvolutionsAndSmallResiduals()
    {
        using var scope = NewDisposeScope();
        using FaceResNet paper = new(), small = new(10, 128);
        int Convolutions(nn.Module net) => net.parameters().Count(p => p.dim() == 4);
        Assert.Equal((27, 10), (Convolutions(paper), Convolutions(small)));
        Assert.Equal(new[] { 32L, 64, 128, 256, 512 }, paper.parameters().Where(p => p.dim() == 4).Select(p => p.shape[0]).Distinct());
        Assert.Equal([2L, 512], paper.call(rand(2, 3, 112, 96)).shape);
        Assert.Equal([2L, 128], small.call(rand(2, 3, 112, 96)).shape);
    }
}
