namespace Lgm.Kernel.Engine;

/// <summary>
/// Cells that nobody sees, run before somebody waits: the compiler, and what cells need of .NET, are then ready. They go
/// from what every cell needs to what many do, and end as soon as a real one comes.
/// </summary>
/// <param name="run">Runs one of them and leaves nothing behind.</param>
internal sealed class WarmUp(Action<string> run)
{
    private static readonly string[] s_cells =
    [
        "1",
        "using System.IO; var warm = Enumerable.Range(0, 3).Select(i => $\"{i:0.0}\").ToArray(); int Twice(int n) => 2 * n; await Task.CompletedTask; Twice(warm.Length)",
    ];

    private readonly Lock gate = new();
    private volatile bool isOver;

    /// <summary>Runs them, one after another.</summary>
    public void Run()
    {
        foreach (var cell in s_cells)
        {
            lock (gate)
            {
                if (isOver) return;
                run(cell);
            }
        }
    }

    /// <summary>Has no further one begin, and waits for the one that runs: in another thread's way the compiler is not faster.</summary>
    public void End()
    {
        isOver = true;
        lock (gate) { }
    }
}
