using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Interactive;

/// <summary>Shows the long work of a cell as one display below it, updated in place at most three times a second.</summary>
internal sealed class ProgressDisplay(TimeProvider clock) : IProgress<WorkProgress>
{
    // What ends sooner is not worth a line.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(300);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Start, double Done)> pieces = [];
    private KernelInvocationContext? cell;
    private DisplayedValue? display;
    private ProgressLine? last, shown;
    private long began, lately, showed;
    private bool isOne;

    /// <summary>The token of the cell that begins long work now: a front end's stop button fires it.</summary>
    public CancellationToken Begin()
    {
        if (KernelInvocationContext.Current is not { } context) return CancellationToken.None;
        lock (gate)
        {
            Enter(context);
            lately = clock.GetTimestamp();
        }
        return context.CancellationToken;
    }

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        // Work that outlives its cell, or was stopped, has nowhere to be shown.
        if (KernelInvocationContext.Current is not { CancellationToken.IsCancellationRequested: false } context) return;
        lock (gate)
        {
            Enter(context);
            // A piece of work begins where the one before it was heard of last; its own first report comes only after some steps.
            var isNew = !pieces.TryGetValue(value.Task, out var piece) || value.Done <= piece.Done;
            if (isNew) piece.Start = lately;
            isOne = isNew ? last is null : isOne;
            pieces[value.Task] = piece with { Done = value.Done };
            lately = clock.GetTimestamp();
            last = new ProgressLine(value, clock.GetElapsedTime(piece.Start, lately), isOne ? null : clock.GetElapsedTime(began, lately));
            if (IsWorthShowing(last)) Show(last);
        }
    }

    private void Enter(KernelInvocationContext context)
    {
        if (ReferenceEquals(context, cell)) return;
        (cell, display, last, shown, isOne) = (context, null, null, null, true);
        began = lately = showed = clock.GetTimestamp();
        pieces.Clear();
        context.CancellationToken.Register(() => Stop(context));
    }

    // Called before the engine closes the cell.
    private void Stop(KernelInvocationContext context)
    {
        lock (gate)
        {
            if (!ReferenceEquals(context, cell) || last is not { IsDone: false }) return;
            last = last with { IsStopped = true };
            if (display is not null) Show(last);
        }
    }

    // Of a piece of work whose bar was seen the end is seen, so that no bar stands for ever; of many short ones few are.
    private bool IsWorthShowing(ProgressLine line) => display is null
        ? clock.GetElapsedTime(began, lately) >= s_patience
        : line.IsDone
            ? line.Elapsed >= s_patience || (shown is { IsDone: false } && shown.Now.Task == line.Now.Task)
            : line.Elapsed >= s_interval && clock.GetElapsedTime(showed, lately) >= s_interval;

    private void Show(ProgressLine line)
    {
        (shown, showed) = (line, clock.GetTimestamp());
        if (display is null) display = cell!.Display(line);
        else display.Update(line);
    }
}
