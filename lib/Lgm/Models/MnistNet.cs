using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// The paper's MNIST network: six 5x5 convolutions with padding 2 and PReLU (32, 32, 64, 64, 128, 128 channels), a
/// 2x2 maximum after each pair, and a linear layer from 128 x 3 x 3 = 1152 to the D features. D = 2 draws figure 1;
/// the tables use 100.
/// </summary>
public sealed class MnistNet : MixedNetwork
{
    private readonly Sequential convolutions;
    private readonly Linear features;

    /// <param name="features">D. Default: 100; the paper has 2 and 100. Range: 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">D below 1.</exception>
    public MnistNet(int features = 100) : base(nameof(MnistNet))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        int[] widths = [1, 32, 32, 64, 64, 128, 128];
        var steps = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < 6; i++)
        {
            steps.Add(new MixedConv2d(widths[i], widths[i + 1], kernel: 5, padding: 2));
            steps.Add(new MixedPReLU());
            if (i % 2 == 1) steps.Add(MaxPool2d(2));
        }
        convolutions = Sequential([.. steps]);
        this.features = Linear(128 * 3 * 3, features);
        RegisterComponents();
    }

    /// <param name="input">Normalised images <c>[B, 1, 28, 28]</c>.</param>
    /// <returns>Features <c>[B, D]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = convolutions.call(Input(input));
        return features.call(maps.flatten(1).to(input.dtype)).MoveToOuterDisposeScope();
    }
}
