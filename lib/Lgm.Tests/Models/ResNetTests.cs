namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class ResNetTests
{
    // He et al., table 6, count the classifier of 650 too: 0.27, 0.46 and 1.7 million.
    [Theory]
    [InlineData(20, 269_722)]
    [InlineData(32, 464_154)]
    [InlineData(110, 1_727_962)]
    public void ItHasThePublishedNumberOfParameters(int depth, long expected)
    {
        using var net = new ResNet(depth);
        Assert.Equal(expected, net.parameters().Sum(p => p.numel()) + 64 * 10 + 10);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(21)]
    public void OtherDepthsAreRefused(int depth) => Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet(depth));

    // Plain order, one pixel at a time where the shortcut is made.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FeaturesAreThoseOfTheSlowWay(bool training)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        using var net = new ResNet(8).to(float64);
        foreach (var (name, weight) in net.named_parameters()) weight.Put([.. random.Normal(0.2, weight.shape).Numbers().Select(w => name.EndsWith("norm.weight") ? 1 + w : w)]);
        foreach (var (name, buffer) in net.named_buffers().Where(b => b.name.Contains("running"))) buffer.Put([.. random.Normal(0.2, buffer.shape).Numbers().Select(v => name.EndsWith("var") ? Math.Exp(v) : v)]);
        var state = net.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().contiguous().clone());
        var images = random.Normal(1, 3, 3, 32, 32);

        Tensor Convolution(Tensor maps, string name, long stride)
        {
            var convolved = nn.functional.conv2d(maps, state[$"{name}.convolution.weight"], strides: [stride, stride], padding: [1, 1]);
            var (mean, variance) = training
                ? (convolved.mean([0, 2, 3]), (convolved - convolved.mean([0, 2, 3], keepdim: true)).square().mean([0, 2, 3]))
                : (state[$"{name}.norm.running_mean"], state[$"{name}.norm.running_var"]);
            Tensor Of(Tensor values) => values.reshape(1, values.shape[0], 1, 1);
            return (convolved - Of(mean)) / Of((variance + 1e-5).sqrt()) * Of(state[$"{name}.norm.weight"]) + Of(state[$"{name}.norm.bias"]);
        }
        var maps = nn.functional.relu(Convolution(images, "stem", 1));
        for (var block = 0; block < 3; block++)
        {
            var stride = block == 0 ? 1 : 2;
            var residual = Convolution(nn.functional.relu(Convolution(maps, $"blocks.{block}.first", stride)), $"blocks.{block}.second", 1);
            maps = nn.functional.relu(residual + OptionA(maps, residual.shape, stride));
        }
        Assert.Equal([3, 64, 8, 8], maps.shape);
        net.train(training);
        Golden.AssertClose(net.call(images).Numbers(), maps.mean([2, 3]).Numbers(), 1e-9, "features");
    }

    private static Tensor OptionA(Tensor maps, long[] shape, int stride)
    {
        var (from, values) = (maps.Numbers(), new double[shape.Aggregate(1L, (a, b) => a * b)]);
        var (channels, height, width) = (maps.shape[1], maps.shape[2], maps.shape[3]);
        var i = 0;
        for (var n = 0; n < shape[0]; n++)
            for (var c = 0; c < shape[1]; c++)
                for (var y = 0; y < shape[2]; y++)
                    for (var x = 0; x < shape[3]; x++, i++)
                        if (c < channels) values[i] = from[((n * channels + c) * height + y * stride) * width + x * stride];
        return tensor(values, shape);
    }
}
