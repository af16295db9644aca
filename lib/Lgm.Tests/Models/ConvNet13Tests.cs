namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class ConvNet13Tests
{
    [Fact]
    public void ItHasThirteenConvolutionsOfTheAuthorsWidths()
    {
        using var net = new ConvNet13();
        var shapes = net.named_parameters().Where(p => p.name.EndsWith("convolution.weight")).Select(p => (In: p.parameter.shape[1], Out: p.parameter.shape[0])).ToArray();
        Assert.Equal([3, 96, 96, 96, 96, 96, 192, 192, 192, 192, 384, 384, 384], shapes.Select(s => s.In));
        Assert.Equal([96, 96, 96, 96, 96, 192, 192, 192, 192, 384, 384, 384, 384], shapes.Select(s => s.Out));
        // 9 (3*96 + 4*96*96 + 96*192 + 3*192*192 + 192*384 + 3*384*384), and a scale and a shift for each of 2784 channels.
        Assert.Equal(6_140_448 + 2 * 2784, net.parameters().Sum(p => p.numel()));
        Assert.DoesNotContain(net.named_parameters(), p => p.name.EndsWith("convolution.bias"));
    }

    [Fact]
    public void FeaturesAreTheAverageOverAQuarterOfTheSides()
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
}
