using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>How many tensors the process holds, once what was dropped before has been finalised.</summary>
internal static class LiveTensors
{
    public static long Count => Tensor.TotalCount;

    public static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
