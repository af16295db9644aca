using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Lgm.Kernel.Engine;

/// <summary>
/// The one thread that runs all cells: what a library keeps per thread (dispose scopes, random streams) lives on from cell
/// to cell. What follows an <c>await</c> comes back to it.
/// </summary>
internal sealed class CellThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];
    private readonly Thread thread;

    public CellThread()
    {
        thread = new Thread(Work) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    public override void Post(SendOrPostCallback callback, object? state) => queue.Add((callback, state));

    public override void Send(SendOrPostCallback callback, object? state)
    {
        if (Thread.CurrentThread == thread) callback(state);
        else Call(() => { callback(state); return 0; });
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs work on the thread and waits for it; its exception comes out here.</summary>
    public T Call<T>(Func<T> work)
    {
        using var done = new ManualResetEventSlim();
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        Post(_ =>
        {
            try { result = work(); }
            catch (Exception e) { fault = ExceptionDispatchInfo.Capture(e); }
            finally { done.Set(); }
        }, null);
        done.Wait();
        fault?.Throw();
        return result;
    }

    /// <summary>On the thread itself: runs what comes back from awaits until a task has ended.</summary>
    public void PumpUntil(Task task)
    {
        // Ends the waiting below where the task ends on another thread.
        task.ContinueWith(_ => Post(_ => { }, null), TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            var (callback, state) = queue.Take();
            callback(state);
        }
    }

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
        SetSynchronizationContext(this);
        while (true)
        {
            try
            {
                foreach (var (callback, state) in queue.GetConsumingEnumerable()) callback(state);
                return;
            }
            catch (ThreadInterruptedException)
            {
                // An interrupt that came too late for its cell ends nothing else.
            }
        }
    }
}
