using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The residual network for CIFAR (He et al., CVPR 2016, section 4.2), the paper's for CIFAR-10: a 3x3 convolution to 16
/// channels, three groups of n blocks with 16, 32 and 64 channels, the second and third at half the pixels of the one before,
/// and the average over all pixels: D = 64. Its depth is 6n + 2, the classifier counted.
/// </summary>
public sealed class ResNet : Module<Tensor, Tensor>
{
    /// <summary>D.</summary>
    public const int Dimension = 64;

    private readonly NormalisedConv2d stem;
    private readonly Sequential blocks;
    private readonly Precision precision;

    /// <param name="depth">6n + 2 with n at least 1: 20, 32, 44, 56 and 110 in their table; the paper's 20.</param>
    /// <param name="precision">The type of convolutions and norms in training; in evaluation it is float32.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another depth.</exception>
    public ResNet(int depth = 20, Precision precision = Precision.Float32) : base(nameof(ResNet))
    {
        if (depth < 8 || depth % 6 != 2) throw new ArgumentOutOfRangeException(nameof(depth), depth, "a depth is 6n + 2, from 8");
        this.precision = precision;
        stem = new NormalisedConv2d(3, 16);
        var steps = new List<Module<Tensor, Tensor>>();
        foreach (var (width, group) in new[] { 16, 32, Dimension }.Select((width, group) => (width, group)))
            for (var i = 0; i < (depth - 2) / 6; i++)
                steps.Add(i == 0 && group > 0 ? new ResidualBlock(width / 2, width, stride: 2) : new ResidualBlock(width, width, stride: 1));
        blocks = Sequential([.. steps]);
        RegisterComponents();
    }

    /// <param name="input">Normalised images <c>[B, 3, H, W]</c>; CIFAR's have 32x32 pixels.</param>
    /// <returns>Features <c>[B, 64]</c>, 0 or more.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var pixels = ChannelsLast.Of(input);
        var maps = functional.relu(stem.call(training && precision == Precision.BFloat16 ? pixels.to(bfloat16) : pixels));
        return blocks.call(maps).to(input.dtype).mean([2, 3]).MoveToOuterDisposeScope();
    }
}
