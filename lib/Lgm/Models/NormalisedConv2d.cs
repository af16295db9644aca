using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// A 3x3 convolution without bias and batch-norm behind it. The norm too computes in the type of its input, over float32
/// statistics and weights: on a CPU that is faster than going to float32 and back, and rounds only what comes out.
/// </summary>
internal sealed class NormalisedConv2d : Module<Tensor, Tensor>
{
    private readonly MixedConv2d convolution;
    private readonly BatchNorm2d norm;

    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="stride">In pixels.</param>
    public NormalisedConv2d(long inputs, long outputs, long stride = 1) : base(nameof(NormalisedConv2d))
    {
        convolution = new MixedConv2d(inputs, outputs, kernel: 3, padding: 1, stride, bias: false, slope: 0);
        norm = BatchNorm2d(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return norm.call(convolution.call(input)).MoveToOuterDisposeScope();
    }
}
