namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class MnistNetTests
{
    private static readonly int[] s_convolutions = [0, 2, 5, 7, 10, 12];

    [Theory]
    // Kernels 25 (1*32 + 32*32 + 32*64 + 64*64 + 64*128 + 128*128) = 794,400; biases 448; slopes 6; linear 1152 D + D.
    [InlineData(2, 794_400 + 448 + 6 + 1152 * 2 + 2)]
    [InlineData(100, 794_400 + 448 + 6 + 1152 * 100 + 100)]
    public void ItHasThePapersNumberOfParameters(int dimension, long expected)
    {
        using var net = new MnistNet(dimension);
        Assert.Equal(expected, net.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void FeaturesAreThoseOfTheSlowWay()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        using var net = new MnistNet(5).to(float64).Redrawn(random, 0.05);
        var images = random.Normal(1, 2, 1, 28, 28);
        var state = net.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().contiguous());
        var maps = images;
        foreach (var (i, n) in s_convolutions.Select((i, n) => (i, n)))
        {
            maps = nn.functional.conv2d(maps, state[$"convolutions.{i}.weight"], state[$"convolutions.{i}.bias"], padding: [2, 2]).contiguous();
            maps = nn.functional.prelu(maps, state[$"convolutions.{i + 1}.weight"]);
            if (n % 2 == 1) maps = nn.functional.max_pool2d(maps, 2);
        }
        Assert.Equal([2, 128, 3, 3], maps.shape);
        var expected = nn.functional.linear(maps.reshape(2, 1152), state["features.weight"], state["features.bias"]);
        Golden.AssertClose(net.call(images).Numbers(), expected.Numbers(), 1e-10, "features");
    }

    [Fact]
    public void ASlopeAndWhatItActsOnHavePreluGradients()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        var layer = new MixedPReLU().to(float64);
        var slope = layer.parameters().Single();
        var inputs = random.Normal(4, 3, 5, 5).requires_grad_();
        var weights = random.Normal(4, 3, 5, 5);
        var ours = autograd.grad([(layer.call(inputs) * weights).sum()], [inputs, slope]);
        var expected = autograd.grad([(nn.functional.prelu(inputs, slope) * weights).sum()], [inputs, slope]);
        for (var i = 0; i < 2; i++) Golden.AssertClose(ours[i].Numbers(), expected[i].Numbers(), 1e-12, i == 0 ? "inputs" : "slope");
    }

    [Fact]
    public void NoFeaturesAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new MnistNet(0));
}
