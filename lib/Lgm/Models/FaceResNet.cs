using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The residual network for faces of Wen et al. (ECCV 2016), the paper's for LFW: 27 convolutions 3x3 with PReLU and without batch-norm, of 32 and
/// then 64, 128, 256 and 512 channels. Each of these four begins with a convolution without border and a 2x2 maximum, and goes on
/// with 1, 2, 5 and 3 residual blocks; a linear layer makes the D features. The authors' own file could not be found: details may differ from it.
/// </summary>
public sealed class FaceResNet : MixedNetwork
{
    private readonly Sequential convolutions;
    private readonly Linear features;

    /// <param name="depth">
    /// 27, or 10 for a CPU: of images of half the size (means of 2x2 pixels), half the channels, and the first three parts with one block each. Default: 27.
    /// </param>
    /// <param name="features">D. Default: 512, the paper's. Range: 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another depth, or D below 1.</exception>
    public FaceResNet(int depth = 27, int features = 512) : base(nameof(FaceResNet))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        var (blocks, width) = depth switch
        {
            27 => ((int[])[1, 2, 5, 3], 64),
            10 => ([1, 1, 1], 32),
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "a depth is 27 or 10"),
        };
        var steps = new List<Module<Tensor, Tensor>>();
        if (depth == 10) steps.Add(AvgPool2d(2));
        steps.AddRange([new MixedConv2d(3, width / 2, kernel: 3, padding: 0), new MixedPReLU()]);
        var inputs = width / 2;
        foreach (var (part, count) in blocks.Index())
        {
            steps.AddRange([new MixedConv2d(inputs, width << part, kernel: 3, padding: 0), new MixedPReLU(), MaxPool2d(2)]);
            inputs = width << part;
            for (var i = 0; i < count; i++) steps.Add(new FaceBlock(inputs));
        }
        convolutions = Sequential([.. steps]);
        this.features = Linear(inputs * 5 * 4, features);
        RegisterComponents();
    }

    /// <param name="input">Normalised images <c>[B, 3, 112, 96]</c>.</param>
    /// <returns>Features <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = convolutions.call(Input(input));
        return features.call(maps.flatten(1).to(input.dtype)).MoveToOuterDisposeScope();
    }
}

/// <summary>x + PReLU(conv(PReLU(conv(x)))). Without batch-norm it has to begin near x: weights of deviation .01.</summary>
internal sealed class FaceBlock : Module<Tensor, Tensor>
{
    private readonly Sequential residual;

    public FaceBlock(long channels) : base(nameof(FaceBlock))
    {
        residual = Sequential(
            new MixedConv2d(channels, channels, kernel: 3, padding: 1), new MixedPReLU(), new MixedConv2d(channels, channels, kernel: 3, padding: 1), new MixedPReLU());
        foreach (var weight in residual.parameters().Where(p => p.dim() == 4)) init.normal_(weight, mean: 0, std: 0.01);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (input + residual.call(input)).MoveToOuterDisposeScope();
    }
}
