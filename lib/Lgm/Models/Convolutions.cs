using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>The type in which convolutions are trained. Weights, statistics and head stay float32, and so do evaluation and attacks.</summary>
public enum Precision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>
    /// 16 bits with the exponent of float32, so that nothing needs rescaling; about twice as fast where the hardware has
    /// units for it (amx_bf16, avx512_bf16, CUDA), slower elsewhere.
    /// </summary>
    BFloat16,
}

/// <summary>A network that can train its convolutions in another type than float32.</summary>
public abstract class MixedNetwork(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>The type of convolutions and norms in training; in evaluation it is float32. Default: float32. The trainer sets it.</summary>
    public Precision Precision { get; set; }

    /// <summary>Images laid out channels-last, in the type of the present mode.</summary>
    protected Tensor Input(Tensor images)
    {
        using var scope = NewDisposeScope();
        var pixels = ChannelsLast.Of(images);
        return (training && Precision == Precision.BFloat16 ? pixels.to(bfloat16) : pixels).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The memory order in which oneDNN and cuDNN convolve fastest: the channels of a pixel side by side. libtorch takes the
/// order from the strides and keeps it through convolution, activation and pooling; the shape stays <c>[N, C, H, W]</c>.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>The same values <c>[N, C, H, W]</c>, laid out as N, H, W, C in memory. (TorchSharp has no memory-format argument.)</summary>
    public static Tensor Of(Tensor tensor)
    {
        using var rows = tensor.permute(0, 2, 3, 1);
        using var packed = rows.contiguous();
        return packed.permute(0, 3, 1, 2);
    }
}

/// <summary>
/// A convolution that computes in the type of its input, while its weights are kept and learned in float32. They are laid out
/// channels-last for each pass, so that outputs are too; kept so, they would give momentum that no optimiser can save.
/// </summary>
internal sealed class MixedConv2d : Module<Tensor, Tensor>
{
    // On maps of so few pixels oneDNN's convolutions, their weight gradients above all, fall far behind one matrix product.
    private const long FewPixels = 20;

    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] padding, strides;

    /// <summary>
    /// Square kernels; weights as MSRA initialises them for the slope that the activation behind has below 0 (1/4 is PReLU's, 0 ReLU's), biases 0.
    /// Before a batch-norm a bias would be of no use.
    /// </summary>
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
        var kernels = ChannelsLast.Of(weight.to(input.dtype));
        long Side(int dimension) => (input.shape[dimension] + 2 * padding[0] - weight.shape[2]) / strides[0] + 1;
        var maps = input.device_type == DeviceType.CPU && Side(2) * Side(3) <= FewPixels
            ? Product(input, kernels, Side(2), Side(3))
            : functional.conv2d(input, kernels, bias?.to(input.dtype), strides, padding);
        // With one input channel both memory orders have the same strides, and libtorch takes the slower one.
        return (input.shape[1] == 1 ? ChannelsLast.Of(maps) : maps).MoveToOuterDisposeScope();
    }

    // Each pixel's neighbourhood is a row, each kernel a column.
    private Tensor Product(Tensor input, Tensor kernels, long height, long width)
    {
        var (side, stride) = (kernels.shape[2], strides[0]);
        var padded = functional.pad(input.permute(0, 2, 3, 1), [0, 0, padding[1], padding[1], padding[0], padding[0]]);
        Tensor Shifted(long down, long right) => padded.slice(1, down, down + (height - 1) * stride + 1, stride).slice(2, right, right + (width - 1) * stride + 1, stride);
        Tensor[] neighbours = [.. from down in Enumerable.Range(0, (int)side) from right in Enumerable.Range(0, (int)side) select Shifted(down, right)];
        return functional.linear(cat(neighbours, 3), kernels.permute(0, 2, 3, 1).flatten(1), bias?.to(input.dtype)).permute(0, 3, 1, 2);
    }
}

/// <summary>PReLU, max(x, 0) + a min(x, 0), with one slope a, kept in float32, that starts at 1/4; computes in the type of its input.</summary>
internal sealed class MixedPReLU : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public MixedPReLU() : base(nameof(MixedPReLU))
    {
        weight = new Parameter(full([1], 0.25));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // On a CPU leaky_relu is several times faster than prelu; on a GPU to read the slope would stall it.
        if (input.device_type != DeviceType.CPU) return functional.prelu(input, weight.to(input.dtype)).MoveToOuterDisposeScope();
        var activated = functional.leaky_relu(input, weight.ToDouble());
        // It knows no gradient of its slope. What is added here is 0, with the derivative min(x, 0) by a.
        if (weight.requires_grad && is_grad_enabled()) activated += input.detach().clamp_max(0) * (weight - weight.detach()).to(input.dtype);
        return activated.MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A convolution without bias and batch-norm behind it. The norm too computes in the type of its input, over float32
/// statistics and weights: on a CPU that is faster than going to float32 and back, and rounds only what comes out.
/// </summary>
internal sealed class NormalisedConv2d : Module<Tensor, Tensor>
{
    private readonly MixedConv2d convolution;
    private readonly BatchNorm2d norm;

    /// <summary>An odd kernel; so many zeros surround the image that none of it is lost.</summary>
    public NormalisedConv2d(long inputs, long outputs, long stride = 1, long kernel = 3) : base(nameof(NormalisedConv2d))
    {
        convolution = new MixedConv2d(inputs, outputs, kernel, padding: kernel / 2, stride, bias: false, slope: 0);
        norm = BatchNorm2d(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return norm.call(convolution.call(input)).MoveToOuterDisposeScope();
    }
}
