using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// Two 3x3 convolutions around which their input goes: relu( norm(conv(relu(norm(conv(x))))) + shortcut(x) ) (He et al., CVPR
/// 2016, eq. 1). Where the maps become fewer pixels and more channels the shortcut takes every other pixel and fills up
/// with channels of zeros: their option A, which has no parameters.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly NormalisedConv2d first, second;
    private readonly long added, stride;

    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels, no fewer than the inputs.</param>
    /// <param name="stride">Of the first convolution, in pixels.</param>
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
