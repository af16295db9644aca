using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>A convolution whose weight lies channels-last, so that its outputs and gradients do too.</summary>
internal sealed class ChannelsLastConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] padding;

    /// <summary>Square kernels, stride 1; weights as MSRA initialises them for a PReLU of slope 1/4, biases 0.</summary>
    public ChannelsLastConv2d(long inputs, long outputs, long kernel, long padding) : base(nameof(ChannelsLastConv2d))
    {
        this.padding = [padding, padding];
        using var drawn = init.kaiming_normal_(empty([outputs, inputs, kernel, kernel]), a: 0.25);
        weight = new Parameter(ChannelsLast.Of(drawn));
        bias = new Parameter(zeros(outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => functional.conv2d(input, weight, bias, padding: padding);
}
