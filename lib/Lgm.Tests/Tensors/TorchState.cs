namespace Lgm.Tests.Tensors;

/// <summary>
/// Tests that seed libtorch's one random stream or count every live tensor of the process: they run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchState
{
    public const string Name = "the process's libtorch state";
}
