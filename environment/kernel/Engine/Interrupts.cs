namespace Lgm.Kernel.Engine;

/// <summary>
/// Ends the cell that runs when somebody wants that, and nothing but that cell: in its loops, which look for themselves
/// (<see cref="Interruption"/>), and where it sleeps, waits or awaits.
/// </summary>
internal sealed class Interrupts(CellThread thread)
{
    private const int PatientSteps = 4;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    // One object a cell that runs.
    private object? running, ending;
    private bool busy, wanted;

    /// <summary>From here on an interrupt means a new cell, be it still to be compiled.</summary>
    public void Begin()
    {
        lock (gate) (busy, wanted) = (true, false);
    }

    /// <summary>From here on an interrupt means nothing.</summary>
    public void End()
    {
        lock (gate) busy = false;
    }

    /// <summary>Ends the cell; does not wait for that.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            // One that comes while the cell is compiled ends it before it starts.
            if (busy) wanted = true;
            if (running is not { } cell || ending == cell) return;
            ending = cell;
            Interruption.IsWanted = true;
            new Thread(() => EndInSteps(cell)) { IsBackground = true, Name = "interrupt" }.Start();
        }
    }

    /// <summary>On the cells' thread: runs the code of the cell that was begun, as long as nobody wants it to end.</summary>
    public CellError? Run(Func<CellError?> code)
    {
        lock (gate)
        {
            if (wanted) return Interrupted;
            running = new object();
        }
        CellError? error = null;
        try
        {
            error = code();
        }
        catch (Exception e) when (wanted && e is OperationCanceledException or ThreadInterruptedException)
        {
            // What the cell still waits for must not go on in the middle of a later one.
            thread.Abandon();
        }
        finally
        {
            lock (gate)
            {
                running = null;
                Interruption.IsWanted = false;
            }
            CellThread.ForgetWakeUp();
        }
        return wanted ? Interrupted : error;
    }

    private static CellError Interrupted => ErrorTrace.Of("Interrupted", "The cell was interrupted.");

    // Loops look for themselves, awaits are not gone on with, and who sleeps is woken up. A library that does none of these
    // is told where it waits next.
    private void EndInSteps(object cell)
    {
        thread.Post(() =>
        {
            if (IsRunning(cell)) throw new OperationCanceledException();
        });
        for (var step = 1; ; step++)
        {
            Thread.Sleep(s_step);
            lock (gate)
            {
                if (running != cell) return;
                if (thread.Waits || step > PatientSteps) thread.WakeUp();
            }
        }
    }

    private bool IsRunning(object cell)
    {
        lock (gate) return running == cell;
    }
}
