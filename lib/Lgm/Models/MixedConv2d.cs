using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// A convolution that computes in the type of its input, while its weights are kept and learned in float32. They are laid out
/// channels-last for each pass, so that outputs are too; kept so, they would give momentum that no optimiser can save.
/// </summary>
internal sealed class MixedConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] padding, strides;

    /// <summary>Square kernels; weights as MSRA initialises them, biases 0.</summary>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="kernel">Its side, in pixels.</param>
    /// <param name="padding">Zeros on every side, in pixels.</param>
    /// <param name="stride">In pixels.</param>
    /// <param name="bias">Whether it has one; before a batch-norm it would be of no use.</param>
    /// <param name="slope">Of the activation that follows, below 0: 1/4 is PReLU's, 0 ReLU's.</param>
    public MixedConv2d(long inputs, long outputs, long kernel, long padding, long stride = 1, bool bias = true, double slope = 0.25) : base(nameof(MixedConv2d))
    {
        (this.padding, strides) = ([padding, padding], [stride, stride]);
        weight = new Parameter(init.kaiming_normal_(empty([outputs, inputs, kernel, kernel]), a: slope));
        this.bias = bias ? new Parameter(zeros(outputs)) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = functional.conv2d(input, ChannelsLast.Of(weight.to(input.dtype)), bias?.to(input.dtype), strides, padding);
        // With one input channel both memory orders have the same strides, and libtorch takes the slower one.
        return (input.shape[1] == 1 ? ChannelsLast.Of(maps) : maps).MoveToOuterDisposeScope();
    }
}
