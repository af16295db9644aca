using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The residual network for CIFAR (He et al., CVPR 2016, section 4.2), the paper's for CIFAR-10: a 3x3 convolution to 16
/// channels, three groups of n blocks with 16, 32 and 64 channels, the second and third at half the pixels of the one before,
/// and the average over all pixels: D = 64. Its depth is 6n + 2, the classifier counted.
/// </summary>
public sealed class ResNet : MixedNetwork
{
    /// <summary>D.</summary>
    public const int Dimension = 64;

    private readonly NormalisedConv2d stem;
    private readonly Sequential blocks;

    /// <param name="depth">6n + 2 with n at least 1: 20, 32, 44, 56 and 110 in their table; the paper's 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another depth.</exception>
    public ResNet(int depth = 20) : base(nameof(ResNet))
    {
        if (depth < 8 || depth % 6 != 2) throw new ArgumentOutOfRangeException(nameof(depth), depth, "a depth is 6n + 2, from 8");
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
        var maps = functional.relu(stem.call(Input(input)));
        return blocks.call(maps).to(input.dtype).mean([2, 3]).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Two 3x3 convolutions around which their input goes: relu( norm(conv(relu(norm(conv(x))))) + shortcut(x) ) (He et al., CVPR
/// 2016, eq. 1). Where the maps become fewer pixels and more channels the shortcut takes every other pixel and fills up
/// with channels of zeros: their option A, which has no parameters.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly NormalisedConv2d first, second;
    private readonly long added, stride;

    /// <summary>No fewer outputs than inputs; the stride is that of the first convolution.</summary>
    public ResidualBlock(long inputs, long outputs, long stride) : base(nameof(ResidualBlock))
    {
        (added, this.stride) = (outputs - inputs, stride);
        first = new NormalisedConv2d(inputs, outputs, stride);
        second = new NormalisedConv2d(outputs, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var residual = second.call(functional.relu(first.call(input)));
        return functional.relu(residual + Shortcut(input)).MoveToOuterDisposeScope();
    }

    private Tensor Shortcut(Tensor input)
    {
        if (stride == 1 && added == 0) return input;
        var fewer = input.slice(2, 0, input.shape[2], stride).slice(3, 0, input.shape[3], stride);
        // Pads from the last dimension on: none of the columns and rows, zeros behind the channels.
        return functional.pad(fewer, [0, 0, 0, 0, 0, added]);
    }
}
