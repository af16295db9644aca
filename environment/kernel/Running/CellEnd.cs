using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Running;

/// <summary>How one cell ended.</summary>
/// <param name="Status">Which way.</param>
/// <param name="Error">Why, unless it succeeded.</param>
internal sealed record CellEnd(CellStatus Status, CellError? Error = null);
