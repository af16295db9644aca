namespace Lgm.Tests.Tensors;

/// <summary>
/// Tests that seed libtorch's one random stream or count every live tensor of the process: they run alone, and share what is trained.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchState : ICollectionFixture<LittleNetworks>, ICollectionFixture<TrainedBlobs>
{
    public const string Name = "the process's libtorch state";
}

/// <summary>Before tensors are counted: what was dropped is finalised.</summary>
internal static class LiveTensors
{
    public static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

/// <summary>Another number of images at a time, until it is disposed.</summary>
internal sealed class BatchesOf : IDisposable
{
    private readonly int before = BoundedClassifier.BatchSize;

    public BatchesOf(int size) => BoundedClassifier.BatchSize = size;

    public void Dispose() => BoundedClassifier.BatchSize = before;
}
