using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The residual networks for ImageNet (He et al., CVPR 2016, table 1), as TorchVision builds them: a 7x7 convolution to 64 channels at half
/// the pixels, a 3x3 maximum at half of those, four groups of blocks with 64, 128, 256 and 512 channels (after bottlenecks four times as
/// many), and the average over all pixels. The paper's for ImageNet has 101 layers and D = 2048.
/// </summary>
/// <remarks>TorchVision's own would be as good, but it trains in float32 alone, about half as fast where there are units for bfloat16.</remarks>
public sealed class DeepResNet : MixedNetwork
{
    private readonly NormalisedConv2d stem;
    private readonly Module<Tensor, Tensor> pool;
    private readonly Sequential blocks;
    private readonly Linear? features;

    /// <param name="depth">18, 34, 50 or 101.</param>
    /// <param name="features">D. Default: 0, the averages themselves: 512, from depth 50 on 2048. Another D is a linear layer behind them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another depth, or D below 0.</exception>
    public DeepResNet(int depth = 18, int features = 0) : base(nameof(DeepResNet))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        int[] counts = depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "a depth is 18, 34, 50 or 101"),
        };
        stem = new NormalisedConv2d(3, 64, stride: 2, kernel: 7);
        pool = MaxPool2d(3, stride: 2, padding: 1);
        var steps = new List<Module<Tensor, Tensor>>();
        long inputs = 64, expansion = depth >= 50 ? 4 : 1;
        foreach (var (group, count) in counts.Index())
            for (var i = 0; i < count; i++)
            {
                var width = 64L << group;
                steps.Add(new DeepBlock(inputs, width, width * expansion, stride: i == 0 && group > 0 ? 2 : 1));
                inputs = width * expansion;
            }
        blocks = Sequential([.. steps]);
        this.features = features == 0 || features == inputs ? null : Linear(inputs, features);
        RegisterComponents();
    }

    /// <param name="input">Normalised images <c>[B, 3, H, W]</c>; ImageNet's have 224x224 pixels. Range: 32 or more on a side.</param>
    /// <returns>Features <c>[B, D]</c>; without a linear layer 0 or more.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = pool.call(functional.relu(stem.call(Input(input))));
        var averages = blocks.call(maps).to(input.dtype).mean([2, 3]);
        return (features?.call(averages) ?? averages).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// relu( residual(x) + shortcut(x) ): two 3x3 convolutions, or, where more channels come out than the width, a bottleneck of 1x1, 3x3 and 1x1.
/// Where the shape changes the shortcut is a 1x1 convolution: option B of He et al.
/// </summary>
internal sealed class DeepBlock : Module<Tensor, Tensor>
{
    private readonly Sequential residual;
    private readonly NormalisedConv2d? shortcut;

    /// <summary>The width is that inside, and the stride that of the first 3x3 convolution.</summary>
    public DeepBlock(long inputs, long width, long outputs, long stride) : base(nameof(DeepBlock))
    {
        residual = outputs == width
            ? Sequential(new NormalisedConv2d(inputs, width, stride), ReLU(), new NormalisedConv2d(width, width))
            : Sequential(new NormalisedConv2d(inputs, width, kernel: 1), ReLU(), new NormalisedConv2d(width, width, stride), ReLU(), new NormalisedConv2d(width, outputs, kernel: 1));
        shortcut = stride == 1 && inputs == outputs ? null : new NormalisedConv2d(inputs, outputs, stride, kernel: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.relu(residual.call(input) + (shortcut?.call(input) ?? input)).MoveToOuterDisposeScope();
    }
}
