using Lgm.Kernel.Documents;
using Lgm.Kernel.Running;

namespace Lgm.Kernel.Export;

/// <summary>A notebook in the index.</summary>
/// <param name="Notebook">Its title and first sentence are shown.</param>
/// <param name="Page">Where its page lies, seen from the index.</param>
/// <param name="Cells">How it was run; null where it has not been, and has no page yet.</param>
internal sealed record IndexEntry(Notebook Notebook, string Page, IReadOnlyList<CellReport>? Cells)
{
    /// <summary>Only a notebook of which every cell did what it should has passed.</summary>
    public string Status => Cells is null ? "not run" : Cells.FirstOrDefault(c => c.IsFault) is { } fault ? Word(fault) : "passed";

    private static string Word(CellReport fault) => fault.End!.Status switch
    {
        CellStatus.WithoutData => "skipped: data",
        CellStatus.TimedOut => $"failed: too long in \"{fault.Title}\"",
        CellStatus.Died => $"failed: process ended in \"{fault.Title}\"",
        CellStatus.Interrupted => "interrupted",
        _ => $"failed: \"{fault.Title}\"",
    };
}
