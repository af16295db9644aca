namespace Lgm.Kernel.Engine;

/// <summary>Why a cell failed, as notebooks keep it.</summary>
/// <param name="Name">The exception's type, or <c>CompilationError</c>.</param>
/// <param name="Message">What it says.</param>
/// <param name="Trace">Lines for a person: the message and where in the cells it happened. No path of this machine.</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Trace);
