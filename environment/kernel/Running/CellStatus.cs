namespace Lgm.Kernel.Running;

/// <summary>How a cell, or a notebook as a whole, ended; later ones are worse.</summary>
internal enum CellStatus
{
    /// <summary>Ran to its end.</summary>
    Succeeded,

    /// <summary>What it works on is not on this machine (<see cref="RunOptions.MissingData"/>).</summary>
    WithoutData,

    /// <summary>An exception, or code that does not compile.</summary>
    Failed,

    /// <summary>Longer than allowed.</summary>
    TimedOut,

    /// <summary>Its process ended: a native crash, no memory, or the cell ended it.</summary>
    Died,

    /// <summary>By Ctrl-C or SIGTERM.</summary>
    Interrupted,
}
