using System.Runtime.CompilerServices;

namespace Lgm.Kernel.Display;

/// <summary>
/// Work on the cells' thread that an interrupt must not end in the middle, where a lock just taken would stay taken for
/// good. The runtime ends no thread inside a finally block; an optimised one would no longer be one.
/// </summary>
internal static class Unbroken
{
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static void Do(Action work)
    {
        try
        {
        }
        finally
        {
            work();
        }
    }
}
