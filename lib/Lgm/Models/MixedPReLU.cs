using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

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
        // In three plain passes: libtorch's own prelu is several times slower backward on a CPU.
        var positive = functional.relu(input);
        return (positive + (input - positive) * weight.to(input.dtype)).MoveToOuterDisposeScope();
    }
}
