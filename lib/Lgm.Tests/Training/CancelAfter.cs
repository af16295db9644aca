namespace Lgm.Tests.Training;

/// <summary>Keeps every report and cancels at the one of a given number, on the thread of the work.</summary>
internal sealed class CancelAfter(int reports = int.MaxValue) : IProgress<WorkProgress>
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public List<WorkProgress> Reports { get; } = [];

    /// <summary>Watches and stops the work of this flow of control until it is disposed.</summary>
    public IDisposable Watch() => LongWork.Watch(this, Token);

    public void Report(WorkProgress value)
    {
        Reports.Add(value);
        if (Reports.Count == reports) source.Cancel();
    }
}
