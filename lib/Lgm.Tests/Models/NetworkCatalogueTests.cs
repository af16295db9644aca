using Lgm.Data;
using Lgm.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Models;

[Collection(TorchState.Name)]
public sealed class NetworkCatalogueTests
{
    public static TheoryData<string> Names => [.. NetworkCatalogue.Names];

    public static TheoryData<string> DataSets => [.. DataSetCatalogue.Load().Sets.Select(s => s.Name)];

    private static int Features(string network) => network switch { "mnist-net" => 7, "conv-13" => 384, _ => 64 };

    [Theory]
    [MemberData(nameof(Names))]
    public void ImagesBecomeFeaturesAndTheSameSeedTheSameBits(string name)
    {
        using var scope = NewDisposeScope();
        var image = NetworkCatalogue.ImageOf(name);
        var images = rand([2, image.Channels, image.Height, image.Width]);
        double[] Seen(long seed)
        {
            manual_seed(seed);
            using var net = NetworkCatalogue.Create(name, Features(name), Precision.Float32);
            net.eval();
            using var quiet = no_grad();
            var features = net.call(images);
            Assert.Equal([2, Features(name)], features.shape);
            Assert.True(features.isfinite().all().item<bool>());
            return features.Numbers();
        }
        Assert.Equal(Seen(5), Seen(5));
        Assert.NotEqual(Seen(5), Seen(6));
    }

    [Fact]
    public void EveryPublicNetworkStandsInTheCatalogue()
    {
        var networks = typeof(NetworkCatalogue).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(nn.Module<Tensor, Tensor>)) && !t.IsAbstract);
        var known = NetworkCatalogue.Names.Select(n => NetworkCatalogue.Create(n, Features(n), Precision.Float32).GetType()).Distinct();
        Assert.Equal(networks.OrderBy(t => t.Name), known.OrderBy(t => t.Name));
    }

    [Theory]
    [MemberData(nameof(DataSets))]
    public void EveryDataSetHasANetworkForItsImages(string dataSet) =>
        Assert.Equal(DataSetCatalogue.Load().Find(dataSet).Image, NetworkCatalogue.ImageOf(NetworkCatalogue.Of(dataSet)));

    [Fact]
    public void WhatDoesNotExistOrFitIsNamed()
    {
        Assert.Contains("mnist-net, resnet-20, resnet-32, resnet-56, resnet-110, conv-13", Assert.Throws<WorkbookException>(() => NetworkCatalogue.ImageOf("resnet-18")).Message);
        Assert.Contains("makes 64 features, and 100 are asked for", Assert.Throws<WorkbookException>(() => NetworkCatalogue.Create("resnet-20", 100, Precision.Float32)).Message);
    }
}
