namespace Lgm.Tests.Models;

/// <summary>What the networks compute, written out layer by layer.</summary>
[Collection(TorchState.Name)]
public sealed class NetworkFormulaTests
{
    private static readonly int[] s_convolutions = [0, 2, 5, 7, 10, 12];

    [Fact]
    public void AMnistNetsFeaturesAreThoseOfTheSlowWay()
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

    // Few pixels are multiplied, many convolved.
    [Theory]
    [InlineData(2, 2, 3, 1, 1)]
    [InlineData(5, 4, 3, 1, 1)]
    [InlineData(7, 6, 3, 2, 1)]
    [InlineData(8, 5, 1, 2, 0)]
    [InlineData(6, 6, 3, 1, 0)]
    [InlineData(9, 9, 5, 1, 2)]
    public void AConvolutionAndItsGradientsAreLibtorchs(int height, int width, int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var layer = new MixedConv2d(3, 4, kernel, padding, stride).to(float64).Redrawn(random, 1);
        var state = layer.state_dict();
        var inputs = random.Normal(1, 2, 3, height, width).requires_grad_();
        var expected = nn.functional.conv2d(inputs, state["weight"], state["bias"], [stride, stride], [padding, padding]);
        var weights = random.Normal(1, expected.shape);
        Tensor[] of = [inputs, .. layer.parameters()];
        var ours = layer.call(inputs);
        Golden.AssertClose(ours.Numbers(), expected.Numbers(), 1e-12, "maps");
        var (found, wanted) = (autograd.grad([(ours * weights).sum()], of), autograd.grad([(expected * weights).sum()], of));
        for (var i = 0; i < of.Length; i++) Golden.AssertClose(found[i].Numbers(), wanted[i].Numbers(), 1e-11, $"gradient {i}");
    }

    [Fact]
    public void AConvNet13sFeaturesAreTheAverageOverAQuarterOfTheSides()
    {
        using var scope = NewDisposeScope();
        using var net = new ConvNet13();
        net.eval();
        var images = rand([2, 3, 32, 32]);
        var features = net.call(images);
        Assert.Equal([2, 384], features.shape);
        Assert.True(features.min().item<float>() >= 0);
        // By hand, in plain order: a fresh net's norms divide by sqrt(1 + 1e-5) and do nothing else in evaluation.
        var maps = images;
        foreach (var (name, weight) in net.named_parameters().Where(p => p.name.EndsWith("convolution.weight")))
        {
            if (weight.shape[1] != weight.shape[0] && maps.shape[1] > 3) maps = nn.functional.max_pool2d(maps, 2);
            maps = nn.functional.relu(nn.functional.conv2d(maps, weight.contiguous(), padding: [1, 1]) / Math.Sqrt(1 + 1e-5));
        }
        Assert.Equal([2, 384, 8, 8], maps.shape);
        Golden.AssertClose(features.Numbers(), maps.mean([2, 3]).Numbers(), 1e-4, "features");
    }

    // Plain order, one pixel at a time where the shortcut is made.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AResNetsFeaturesAreThoseOfTheSlowWay(bool training)
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
