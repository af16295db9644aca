using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Host;

/// <summary>One line from the process of the cells.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="Cell">Which cell it belongs to.</param>
/// <param name="Stream">Of a print: <c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">Of a print: what was printed.</param>
/// <param name="Forms">Of a display or result: text by MIME type.</param>
/// <param name="Id">Of a display: the name it can be updated under.</param>
/// <param name="Error">Of the end: why the cell failed; null where it did not.</param>
internal sealed record CellMessage(
    string Kind, int Cell, string? Stream = null, string? Text = null, IReadOnlyDictionary<string, string>? Forms = null, string? Id = null, CellError? Error = null)
{
    public const string Print = "print", Show = "show", Update = "update", Result = "result", Clear = "clear", ClearLater = "clear-later", End = "end";

    /// <summary>What both standard streams of the process say when a cell has ended: all before it is the cell's.</summary>
    public static string EndMark(int cell) => $"\u0001end of cell {cell}\u0001\n";
}
