namespace Lgm.Kernel.Zmtp;

/// <summary>
/// A queue with an end to its length and to its bytes. One item always finds room, however large. Who adds waits a while
/// for room; once that was in vain, those that follow are refused at once until something is taken again, so that a
/// reader that has gone away costs its patience only once.
/// </summary>
/// <param name="mostItems">How many items it holds.</param>
/// <param name="mostBytes">How many bytes they may be together.</param>
internal sealed class BoundedQueue<T>(int mostItems, long mostBytes)
{
    private readonly Queue<(T Item, long Bytes)> items = [];
    private readonly object gate = new();
    private long bytes;
    private bool stalled, closed;

    /// <returns>False where there was no room within the patience, or the queue is closed.</returns>
    public bool Add(T item, long size, TimeSpan patience)
    {
        lock (gate)
        {
            var deadline = patience == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)patience.TotalMilliseconds;
            while (!closed && items.Count > 0 && (items.Count >= mostItems || bytes + size > mostBytes))
            {
                var left = deadline == long.MaxValue ? Timeout.Infinite : (int)Math.Max(0, deadline - Environment.TickCount64);
                if (stalled || left == 0)
                {
                    stalled = true;
                    return false;
                }
                Monitor.Wait(gate, left);
            }
            if (closed) return false;
            items.Enqueue((item, size));
            bytes += size;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns>False where the queue is closed and empty.</returns>
    public bool Take(out T item)
    {
        lock (gate)
        {
            while (items.Count == 0 && !closed) Monitor.Wait(gate);
            return Dequeue(out item);
        }
    }

    /// <summary>Takes all that is there now.</summary>
    public IReadOnlyList<T> TakeAll()
    {
        lock (gate)
        {
            List<T> all = [];
            while (Dequeue(out var item)) all.Add(item);
            return all;
        }
    }

    /// <summary>Nothing more is taken in; what is in can still be taken out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool Dequeue(out T item)
    {
        item = default!;
        if (items.Count == 0) return false;
        (item, var size) = items.Dequeue();
        bytes -= size;
        stalled = false;
        Monitor.PulseAll(gate);
        return true;
    }
}
