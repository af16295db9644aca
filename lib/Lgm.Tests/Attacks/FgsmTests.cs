namespace Lgm.Tests.Attacks;

[Collection(TorchState.Name)]
public sealed class FgsmTests
{
    private static readonly Fgsm s_fgsm = new(0.1);

    [Fact]
    public void CrossEntropyIsTheLogisticOfIt()
    {
        using var scope = NewDisposeScope();
        var model = BlobImages.Classifier("lgm", 4).to(float64).Redrawn(new Random(3), 0.3);
        var (images, labels) = BlobImages.Set(8, 4).Range(0, 8);
        var margin = s_fgsm.Objective(model, images.to(float64), labels);
        Assert.Equal([8], margin.shape);
        var cross = nn.functional.cross_entropy(model.Logits(images.to(float64)), labels, reduction: nn.Reduction.None);
        Golden.AssertClose([.. margin.Numbers().Select(m => Math.Log(1 + Math.Exp(m)))], cross.Numbers(), 1e-10, "log(1 + e^m)");
    }

    [Fact]
    public void TheTargetedOneIsTheLogOddsOfTheWantedClass()
    {
        using var scope = NewDisposeScope();
        var model = BlobImages.Classifier("center", 4).to(float64).Redrawn(new Random(3), 0.3);
        var (images, wanted) = (BlobImages.Set(8, 4).Range(0, 8).Images.to(float64), new Random(6).Labels(8, 4));
        var p = model.Logits(images).softmax(1).gather(1, wanted.unsqueeze(1)).Numbers();
        Golden.AssertClose(new Fgsm(0.1, AttackTarget.WrongClass(1)).Objective(model, images, wanted).Numbers(), [.. p.Select(q => Math.Log(q / (1 - q)))], 1e-10, "log(p / (1 - p))");
    }

    [Fact]
    public void ASureModelStillMovesEveryPixel()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var head = new Softmax(3, 16).Redrawn(random);
        head.state_dict()["classifier.bias"].Put(200, 0, -100);
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten()), head, new PixelSpace(0, 1, 0, 1));
        model.eval();
        var images = (random.Normal(0.02, 5, 1, 4, 4) + 0.5).to(float32).requires_grad_();
        var labels = zeros([5], int64);
        // In float32 the softmax of the true class is exactly 1 here: cross-entropy has nothing to say.
        var cross = autograd.grad([nn.functional.cross_entropy(model.Logits(images), labels)], [images])[0];
        Assert.Equal(0, cross.abs().max().item<float>());
        Assert.All((s_fgsm.Perturb(model, images, labels) - images).Numbers(), moved => Assert.Equal(0.1, Math.Abs(moved), 1e-6));
    }
}
