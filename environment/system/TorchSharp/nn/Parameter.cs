using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns: a leaf that requires its gradient.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes over <paramref name="data"/>, which must not be used on.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(data.Surrender())
    {
        this.requires_grad = requires_grad;
        DetachFromDisposeScope();
    }
}
