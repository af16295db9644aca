namespace Lgm.Tests.Models;

/// <summary>What holds for every kind of network.</summary>
[Collection(TorchState.Name)]
public sealed class NetworkCatalogueTests
{
    // Eight bits of mantissa through all layers: near, and not the same. Statistics and weights stay float32.
    [Theory]
    [InlineData("mnist-net")]
    [InlineData("resnet-20")]
    [InlineData("face-10")]
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
    // Kernels 25 (1*32 + 32*32 + 32*64 + 64*64 + 64*128 + 128*128) = 794,400; biases 448; slopes 6; linear 1152 D + D.
    [InlineData("mnist-net", 2, 794_400 + 448 + 6 + 1152 * 2 + 2)]
    [InlineData("mnist-net", 100, 794_400 + 448 + 6 + 1152 * 100 + 100)]
    // 9 (3*96 + 4*96*96 + 96*192 + 3*192*192 + 192*384 + 3*384*384), and a scale and a shift for each of 2784 channels.
    [InlineData("conv-13", 384, 6_140_448 + 2 * 2784)]
    // He et al., table 6, count the classifier of 650 too: 0.27, 0.46 and 1.7 million; table 1: 44.5 million with one of 1,000 classes.
    [InlineData("resnet-20", 64, 269_722 - 650)]
    [InlineData("resnet-32", 64, 464_154 - 650)]
    [InlineData("resnet-110", 64, 1_727_962 - 650)]
    [InlineData("resnet-101", 2048, 44_549_160 - 1_000 * 2_049)]
    public void ItHasThePublishedNumberOfParameters(string name, int features, long expected)
    {
        using var net = NetworkCatalogue.Create(name, features);
        Assert.Equal(expected, net.parameters().Sum(p => p.numel()));
    }

    // Networks for photographs take any size.
    [Fact]
    public void EveryDataSetHasANetworkForItsImages() =>
        Assert.All(DataSetCatalogue.Load().Sets, set => Assert.True(NetworkCatalogue.ImageOf(NetworkCatalogue.Of(set.Name)) is not { } image || image == set.Image, set.Name));

    [Fact]
    public void WhatDoesNotExistOrFitIsNamed()
    {
        Assert.Contains("mnist-net, resnet-20, resnet-32", Assert.Throws<WorkbookException>(() => NetworkCatalogue.ImageOf("resnet-19")).Message);
        Assert.Contains("makes 64 features, and 100 are asked for", Assert.Throws<WorkbookException>(() => NetworkCatalogue.Create("resnet-20", 100)).Message);
        Func<MixedNetwork>[] impossible = [() => new MnistNet(0), () => new ResNet(2), () => new ResNet(21), () => new DeepResNet(20)];
        Assert.All(impossible, make => Assert.Throws<ArgumentOutOfRangeException>(make));
    }
}
