namespace Lgm.Kernel.Host;

/// <summary>One line to the process of the cells: run this.</summary>
/// <param name="Cell">The number under which everything it shows comes back.</param>
/// <param name="Code">The cell's source.</param>
internal sealed record CellRequest(int Cell, string Code);
