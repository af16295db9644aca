using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The authors' network for CIFAR-100: thirteen 3x3 convolutions without bias, each with batch-norm and ReLU, of 96 (five),
/// 192 (four) and 384 (four) channels with a 2x2 maximum between, and the average over all pixels: D = 384.
/// </summary>
public sealed class ConvNet13 : MixedNetwork
{
    /// <summary>D.</summary>
    public const int Dimension = 384;

    private readonly Sequential convolutions;

    public ConvNet13() : base(nameof(ConvNet13))
    {
        var steps = new List<Module<Tensor, Tensor>>();
        var channels = 3;
        foreach (var (width, layers) in new[] { (96, 5), (192, 4), (Dimension, 4) })
        {
            if (steps.Count > 0) steps.Add(MaxPool2d(2));
            for (var i = 0; i < layers; i++, channels = width)
            {
                steps.Add(new NormalisedConv2d(channels, width));
                steps.Add(ReLU());
            }
        }
        convolutions = Sequential([.. steps]);
        RegisterComponents();
    }

    /// <param name="input">Normalised images <c>[B, 3, H, W]</c>; CIFAR's have 32x32 pixels.</param>
    /// <returns>Features <c>[B, 384]</c>, 0 or more.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = convolutions.call(Input(input));
        return maps.to(input.dtype).mean([2, 3]).MoveToOuterDisposeScope();
    }
}
