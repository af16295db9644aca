namespace Lgm;

/// <summary>One report of long work, sent through <see cref="IProgress{T}"/>; the receiver decides how to draw it.</summary>
/// <param name="Task">What is being done; reports of the same task have the same text.</param>
/// <param name="Done">How much of it is done, in the unit of <paramref name="Total"/>.</param>
/// <param name="Total">How much there is in all; 0 where that is not known yet.</param>
/// <param name="Note">What a watcher wants to know beside the bar, such as the running loss.</param>
public readonly record struct WorkProgress(string Task, double Done, double Total, string Note = "");

/// <summary>
/// Who watches and who stops long work: trainings, evaluations, attacks, downloads. A notebook sets both once, a command for its
/// own work (<see cref="Watch"/>), so that a plain call shows a bar and heeds the stop button; elsewhere nobody does.
/// </summary>
public static class LongWork
{
    private static readonly AsyncLocal<Watcher?> s_own = new();
    private static Watcher s_default = new(null, () => CancellationToken.None);

    // How far the process may grow before tensors that nobody holds are freed.
    private const long Growth = 32L << 20;
    private static long s_size;

    /// <summary>Told of work. Default: nobody. Set for the whole process.</summary>
    public static IProgress<WorkProgress>? Progress
    {
        get => (s_own.Value ?? s_default).Progress;
        set => s_default = s_default with { Progress = value };
    }

    /// <summary>Asked, as work begins, for the token that stops it. Default: a token that never does. Set for the whole process.</summary>
    public static Func<CancellationToken> Cancellation
    {
        get => (s_own.Value ?? s_default).Cancellation;
        set => s_default = s_default with { Cancellation = value };
    }

    /// <summary>Watches and stops only what is called from here on by this flow of control, until it is disposed.</summary>
    public static IDisposable Watch(IProgress<WorkProgress>? progress, CancellationToken cancellation = default)
    {
        var before = s_own.Value;
        s_own.Value = new Watcher(progress, () => cancellation);
        return new Restored(before);
    }

    /// <summary>0 to <paramref name="count"/> in parts, the watcher told after each.</summary>
    /// <exception cref="OperationCanceledException">Stopped between two parts.</exception>
    internal static IEnumerable<(long Start, long Count)> Batches(long count, int size, string task)
    {
        var cancellation = Cancellation();
        FreeUnheldTensors();
        for (long start = 0; start < count; start += size)
        {
            // A notebook ends a cell's thread where that waits: here it does, for no time.
            Thread.Sleep(0);
            cancellation.ThrowIfCancellationRequested();
            yield return (start, Math.Min(size, count - start));
            Progress?.Report(new WorkProgress(task, Math.Min(start + size, count), count));
        }
    }

    // Frees the tensors that nobody holds any more, once the process has grown. A tensor looks small to the runtime, which does not
    // see what libtorch holds for it and would collect far too late.
    private static void FreeUnheldTensors()
    {
        if (Environment.WorkingSet < s_size + Growth) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        s_size = Environment.WorkingSet;
    }

    private sealed record Watcher(IProgress<WorkProgress>? Progress, Func<CancellationToken> Cancellation);

    private sealed class Restored(Watcher? before) : IDisposable
    {
        public void Dispose() => s_own.Value = before;
    }
}
