namespace Lgm.Tests.Models;

/// <summary>What holds for every kind of network.</summary>
[Collection(TorchState.Name)]
public sealed class NetworkCatalogueTests
{
    // Eight bits of mantissa through all layers: near, and not the same. Statistics and weights stay float32.
    [Theory]
    [InlineData("mnist-net")]
    [InlineData("resnet-20")]
    [InlineData("face-13")]
    public void BFloat16IsForTrainingOnlyAndLearnsFloat32Weights(string name)
    {
        using var scope = NewDisposeScope();
        var image = NetworkCatalogue.ImageOf(name)!;
        using MixedNetwork plain = NetworkCatalogue.Create(name, 64), mixed = NetworkCatalogue.Create(name, 64);
        mixed.Precision = Precision.BFloat16;
        mixed.load_state_dict(plain.state_dict());
        var images = rand([8, image.Channels, image.Height, image.Width]);
        var (expected, rounded) = (plain.call(images), mixed.call(images));
        Assert.Equal(float32, rounded.dtype);
        var size = expected.abs().max().item<float>();
        Assert.InRange((rounded - expected).abs().max().item<float>(), size * 1e-6, size * 0.1);
        rounded.sum().backward();
        Assert.All(mixed.parameters(), p => Assert.Equal((float32, float32), (p.dtype, p.grad!.dtype)));
        Assert.All(mixed.named_buffers().Where(b => b.name.Contains("running")), b => Assert.Equal(float32, b.buffer.dtype));
        mixed.load_state_dict(plain.state_dict());
        plain.eval();
        mixed.eval();
        Assert.Equal(plain.call(images).Numbers(), mixed.call(images).Numbers());
    }

    [Fact]
    public void EveryPublicNetworkStandsInTheCatalogue()
    {
        var networks = typeof(NetworkCatalogue).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(MixedNetwork)) && !t.IsAbstract);
        var known = NetworkCatalogue.Names.Select(n => NetworkCatalogue.Create(n, n == "conv-13" ? 384 : 64).GetType()).Distinct();
        Assert.Equal(networks.OrderBy(t => t.Name), known.OrderBy(t => t.Name));
    }

    [Theory]
    [InlineData("mnist", 1, 28)]
    [InlineData("fashion-mnist", 1, 28)]
    [InlineData("cifar-10", 3, 32)]
    [InlineData("cifar-100", 3, 32)]
    public void EveryDataSetHasANetworkForItsImages(string dataSet, int channels, int side) =>
        Assert.Equal(new ImageShape(channels, side, side), NetworkCatalogue.ImageOf(NetworkCatalogue.Of(dataSet)));

    [Fact]
    public void WhatDoesNotExistOrFitIsNamed()
    {
        Assert.Contains("mnist-net, resnet-20, resnet-32", Assert.Throws<WorkbookException>(() => NetworkCatalogue.ImageOf("resnet-19")).Message);
        Assert.Contains("makes 64 features, and 100 are asked for", Assert.Throws<WorkbookException>(() => NetworkCatalogue.Create("resnet-20", 100)).Message);
    }
}
