namespace Lgm.Kernel.Running;

/// <summary>One cell on its way, for those who watch and for reports.</summary>
/// <param name="Index">Which of the code cells that run, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Title">The heading it stands under, or its first line.</param>
/// <param name="End">How it ended; null while it runs.</param>
/// <param name="Time">How long it took; zero while it runs.</param>
/// <param name="Expected">Whether it may fail: it is tagged <c>raises-exception</c>.</param>
internal sealed record CellReport(int Index, int Count, string Title, CellEnd? End, TimeSpan Time, bool Expected)
{
    /// <summary>Whether the notebook is to end here.</summary>
    public bool IsFault => End is { Status: not CellStatus.Succeeded } end && !(Expected && end.Status == CellStatus.Failed);
}
