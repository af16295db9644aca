using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Lgm.Kernel.Engine;

/// <summary>
/// The one thread that runs all cells: what a library keeps per thread (dispose scopes, random streams) lives on from cell
/// to cell. What follows an <c>await</c> comes back to it.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private readonly BlockingCollection<Action> queue = [];
    private readonly Thread thread;

    public CellThread()
    {
        thread = new Thread(Work) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    /// <summary>Runs work on the thread and waits for it; its exception comes out here.</summary>
    public T Call<T>(Func<T> work)
    {
        using var done = new ManualResetEventSlim();
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        queue.Add(() =>
        {
            try { result = work(); }
            catch (Exception e) { fault = ExceptionDispatchInfo.Capture(e); }
            finally { done.Set(); }
        });
        done.Wait();
        fault?.Throw();
        return result;
    }

    /// <summary>On the thread itself: runs what comes back from awaits until a task has ended.</summary>
    public void PumpUntil(Task task)
    {
        // Ends the waiting below where the task ends on another thread.
        task.ContinueWith(_ => queue.Add(() => { }), TaskScheduler.Default);
        while (!task.IsCompleted) queue.Take()();
    }

    /// <summary>On the thread itself: what waits now never comes back.</summary>
    public void Abandon()
    {
        ((Comeback)SynchronizationContext.Current!).IsAbandoned = true;
        SynchronizationContext.SetSynchronizationContext(new Comeback(this));
    }

    /// <summary>Has the thread do something when it next waits for the task of a cell, or for a cell.</summary>
    public void Post(Action work) => queue.Add(work);

    /// <summary>Whether the thread sleeps or waits for something.</summary>
    public bool Waits => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>Wakes the thread where it sleeps or waits.</summary>
    public void WakeUp() => thread.Interrupt();

    /// <summary>On the thread itself: a wake-up that met it awake must not end its next wait.</summary>
    public static void ForgetWakeUp()
    {
        try { Thread.Sleep(0); }
        catch (ThreadInterruptedException) { }
    }

    public void Dispose() => queue.CompleteAdding();

    private void Work()
    {
        SynchronizationContext.SetSynchronizationContext(new Comeback(this));
        while (true)
        {
            try
            {
                foreach (var work in queue.GetConsumingEnumerable()) work();
                return;
            }
            catch (ThreadInterruptedException)
            {
                // An interrupt that came too late for its cell ends nothing else.
            }
        }
    }

    // Brings what follows an await to the thread, until the cell that waits has been interrupted.
    private sealed class Comeback(CellThread owner) : SynchronizationContext
    {
        public volatile bool IsAbandoned;

        public override void Post(SendOrPostCallback callback, object? state)
        {
            if (!IsAbandoned) owner.queue.Add(() => { if (!IsAbandoned) callback(state); });
        }

        public override void Send(SendOrPostCallback callback, object? state)
        {
            if (Thread.CurrentThread == owner.thread) callback(state);
            else owner.Call(() => { callback(state); return 0; });
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
