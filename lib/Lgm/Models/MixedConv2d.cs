using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// A convolution that computes in the type of its input, while its weights are kept and learned in float32; they lie
/// channels-last, so that outputs and gradients do too.
/// </summary>
internal sealed class MixedConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] padding;

    /// <summary>Square kernels, stride 1; weights as MSRA initialises them for a PReLU of slope 1/4, biases 0.</summary>
    public MixedConv2d(long inputs, long outputs, long kernel, long padding) : base(nameof(MixedConv2d))
    {
        this.padding = [padding, padding];
        using var drawn = init.kaiming_normal_(empty([outputs, inputs, kernel, kernel]), a: 0.25);
        weight = new Parameter(ChannelsLast.Of(drawn));
        bias = new Parameter(zeros(outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = functional.conv2d(input, weight.to(input.dtype), bias.to(input.dtype), padding: padding);
        // With one input channel both memory orders have the same strides, and libtorch takes the slower one.
        return (input.shape[1] == 1 ? ChannelsLast.Of(maps) : maps).MoveToOuterDisposeScope();
    }
}
