namespace Lgm.Tests.Tensors;

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
