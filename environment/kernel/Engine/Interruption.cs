using System.ComponentModel;

namespace Lgm.Kernel.Engine;

/// <summary>
/// How a cell that runs is ended: it looks for itself. Every loop of a cell has a call of <see cref="Check"/> written into
/// it before it is compiled; so do prints. The runtime's own way to end a thread from outside
/// (<c>ControlledExecution</c>) ends it once on Linux, and hangs or ends the process the second time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    private static volatile bool s_isWanted;

    /// <summary>Whether the cell that runs is to end.</summary>
    internal static bool IsWanted
    {
        get => s_isWanted;
        set => s_isWanted = value;
    }

    /// <summary>Goes on, or ends the cell.</summary>
    /// <exception cref="OperationCanceledException">Somebody wants the cell to end.</exception>
    public static void Check()
    {
        if (s_isWanted) throw new OperationCanceledException("The cell was interrupted.");
    }
}
