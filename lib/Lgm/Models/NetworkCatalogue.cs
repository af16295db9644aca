using Lgm.Data;

namespace Lgm.Models;

/// <summary>The networks by their names on the command line, and which is whose.</summary>
internal static class NetworkCatalogue
{
    private static readonly ImageShape s_digit = new(1, 28, 28), s_cifar = new(3, 32, 32), s_face = new(3, 112, 96);

    private static readonly Entry[] s_entries =
    [
        new("mnist-net", s_digit, null, d => new MnistNet(d)),
        ResNet(20), ResNet(32), ResNet(56), ResNet(110),
        new("conv-13", s_cifar, ConvNet13.Dimension, _ => new ConvNet13()),
        DeepResNet(18), DeepResNet(50), DeepResNet(101),
        new("face-10", s_face, null, d => new FaceResNet(10, d)),
        new("face-27", s_face, null, d => new FaceResNet(27, d)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_entries.Select(e => e.Name)];

    /// <summary>The paper's network for a data set of the catalogue, by its name; a set without a row of its own has MNIST's.</summary>
    public static string Of(string dataSet) => dataSet switch { "cifar-10" => "resnet-20", "cifar-100" => "conv-13", "imagenette" => "resnet-18", "imagenet" => "resnet-101", "lfw" or "orl-faces" => "face-27", _ => "mnist-net" };

    /// <summary>The shape of the images that a network takes; null where they may have any with three channels and 32 pixels or more on a side.</summary>
    public static ImageShape? ImageOf(string name) => Find(name).Image;

    /// <summary>A network with its first weights drawn: normalised images <c>[B, C, H, W]</c> to features <c>[B, D]</c>.</summary>
    public static MixedNetwork Create(string name, int features)
    {
        var entry = Find(name);
        if (entry.Features is { } own && own != features) throw new WorkbookException($"The network {name} makes {own} features, and {features} are asked for: set Features to {own}.");
        return entry.Create(features);
    }

    private static Entry Find(string name) => s_entries.FirstOrDefault(e => e.Name == name) ?? throw new WorkbookException($"There is no network \"{name}\": choose one of {string.Join(", ", Names)}.");

    private static Entry ResNet(int depth) => new($"resnet-{depth}", s_cifar, Models.ResNet.Dimension, _ => new ResNet(depth));

    private static Entry DeepResNet(int depth) => new($"resnet-{depth}", null, null, d => new DeepResNet(depth, d));

    // Image and Features: null where they are free.
    private sealed record Entry(string Name, ImageShape? Image, int? Features, Func<int, MixedNetwork> Create);
}
