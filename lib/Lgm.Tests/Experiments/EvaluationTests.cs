using Lgm.Experiments;
using Lgm.Tests.Data;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

[Collection(TorchState.Name)]
public sealed class EvaluationTests
{
    [Fact]
    public void BatchesPutTogetherAreTheWholeInOrder()
    {
        using var scope = NewDisposeScope();
        using var little = new LittleSet();
        // More than one batch, and a last one of its own size.
        using var images = BlobImages.Set(613, 5);
        var model = BlobImages.Classifier("lgm", 5);
        var evaluation = Evaluation.Of(model, images, "look", new ExperimentContext { Data = little.Store() });
        var (pixels, labels) = images.Range(0, 613);
        Golden.AssertClose(evaluation.Features.Numbers(), model.Features(pixels).Numbers(), 1e-5, "features");
        var predicted = model.Logits(pixels).argmax(1).data<long>().ToArray();
        Assert.Equal(predicted, evaluation.Predicted.data<long>().ToArray());
        Assert.False(evaluation.Features.requires_grad);
        Assert.Equal(predicted.Zip(labels.data<long>().ToArray(), (p, z) => p == z ? 1.0 : 0).Average(), evaluation.Accuracy(labels), 1e-12);
    }
}
