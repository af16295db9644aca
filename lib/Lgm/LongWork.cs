namespace Lgm;

/// <summary>
/// Who watches and who stops long work (trainings, attacks, downloads) where a call names nobody. A notebook sets both once,
/// so that a plain call shows a bar below its cell and heeds the stop button; elsewhere nobody does.
/// </summary>
public static class LongWork
{
    /// <summary>Told of work that no progress was named for. Default: nobody.</summary>
    public static IProgress<WorkProgress>? Progress { get; set; }

    /// <summary>Asked, as work begins, for the token that stops it. Default: a token that never does.</summary>
    public static Func<CancellationToken> Cancellation { get; set; } = () => CancellationToken.None;
}
