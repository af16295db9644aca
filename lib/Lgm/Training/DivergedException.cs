namespace Lgm.Training;

/// <summary>
/// The loss of a training is no number any more. What to mend is the recipe; on the same machine and in the same precision
/// it would end there again, so that a sweep keeps it as the result.
/// </summary>
public sealed class DivergedException(string message) : WorkbookException(message);
