namespace Lgm.Tests.Attacks;

[Collection(TorchState.Name)]
public sealed class LikelihoodRaisingTests(TrainedBlobs trained) : IClassFixture<TrainedBlobs>
{
    // log N_t(f(x)) summed feature by feature, identity covariance.
    [Fact]
    public void ItRaisesTheLogLikelihoodOfTheWantedClass()
    {
        using var scope = NewDisposeScope();
        var model = BlobImages.Classifier("lgm", 4).to(float64).Redrawn(new Random(3), 0.3);
        var (pixels, wanted) = (BlobImages.Set(8, 4).Range(0, 8).Images.to(float64), new Random(5).Labels(8, 4));
        var value = new LikelihoodRaising(0.1).Objective(model, pixels, wanted);
        Assert.Equal([8], value.shape);
        var (features, means, t) = (model.Features(pixels).Numbers(), ((GaussianMixture)model.Head).Means.Numbers(), wanted.data<long>().ToArray());
        const int D = BlobImages.Dimension;
        var slow = Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, D).Sum(j => -0.5 * Math.Pow(features[i * D + j] - means[t[i] * D + j], 2) - 0.5 * Math.Log(2 * Math.PI)));
        Golden.AssertClose(value.Numbers(), [.. slow], 1e-10, "log N_t");
    }

    [Fact]
    public void AHeadWithoutADensityNeedsOneToBeGiven()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(4, TrainedBlobs.Classes).Range(0, 4);
        var message = Assert.Throws<WorkbookException>(() => new LikelihoodRaising(0.1).Perturb(trained.Model("center"), images, labels)).Message;
        Assert.Contains("\"center\"", message);
        Assert.Contains("refitted", message);
    }
}
