using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Losses;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class MnistNetTests
{
    private static readonly int[] s_convolutions = [0, 2, 5, 7, 10, 12];

    [Theory]
    [InlineData(2, 1)]
    [InlineData(100, 3)]
    public void ImagesBecomeFeatures(int dimension, int batch)
    {
        using var scope = NewDisposeScope();
        using var net = new MnistNet(dimension);
        var features = net.call(rand([batch, 1, 28, 28]));
        Assert.Equal([batch, dimension], features.shape);
        Assert.True(features.isfinite().all().item<bool>());
    }

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
    public void StateDictionaryNamesAreStable()
    {
        using var model = new BoundedClassifier(new MnistNet(2), new Softmax(10, 2), PixelSpace.Mnist);
        var expected = s_convolutions.SelectMany(i => new[] { $"convolutions.{i}.weight", $"convolutions.{i}.bias", $"convolutions.{i + 1}.weight" })
            .Append("features.weight").Append("features.bias").Select(n => "network." + n).Append("head.classifier.weight").Append("head.classifier.bias");
        Assert.Equal(expected.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void ChannelsLastComputesWhatPlainOrderDoes()
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
    public void ChannelsLastChangesTheOrderInMemoryAndNothingElse()
    {
        using var scope = NewDisposeScope();
        var maps = rand([2, 3, 4, 5]);
        var last = ChannelsLast.Of(maps);
        Assert.Equal(maps.shape, last.shape);
        Assert.Equal([60, 1, 15, 3], last.stride());
        Assert.Equal(maps.Numbers(), last.contiguous().Numbers());
        var convolved = nn.functional.conv2d(last, ChannelsLast.Of(rand([6, 3, 3, 3])), padding: [1, 1]);
        Assert.Equal([120, 1, 30, 6], nn.functional.max_pool2d(nn.functional.prelu(convolved, full([1], 0.25)), 1).stride());
    }

    [Fact]
    public void BFloat16IsForTrainingOnlyAndLearnsFloat32Weights()
    {
        using var scope = NewDisposeScope();
        using MnistNet plain = new(3), mixed = new(3, Precision.BFloat16);
        mixed.load_state_dict(plain.state_dict());
        var images = rand([2, 1, 28, 28]);
        var (expected, rounded) = (plain.call(images), mixed.call(images));
        Assert.Equal(float32, rounded.dtype);
        // Eight bits of mantissa through six layers: near, and not the same.
        var size = expected.abs().max().item<float>();
        Assert.InRange((rounded - expected).abs().max().item<float>(), size * 1e-6, size * 0.1);
        rounded.sum().backward();
        Assert.All(mixed.parameters(), p => Assert.Equal((float32, float32), (p.dtype, p.grad!.dtype)));
        mixed.eval();
        Assert.Equal(expected.Numbers(), mixed.call(images).Numbers());
    }

    [Fact]
    public void TheSameSeedDrawsTheSameNet()
    {
        static double[] Drawn(long seed)
        {
            manual_seed(seed);
            using var net = new MnistNet(2);
            return [.. net.parameters().SelectMany(p => p.Numbers())];
        }
        var first = Drawn(3);
        Assert.Equal(first, Drawn(3));
        Assert.NotEqual(first, Drawn(4));
    }

    [Fact]
    public void NoFeaturesAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new MnistNet(0));
}
