using System.Collections.Concurrent;

namespace Lgm.Cli;

/// <summary>Runs of a sweep side by side, each in a process of its own with its share of the cores: small networks leave cores idle.</summary>
/// <param name="command">What the sweep was told, but for its name.</param>
/// <param name="jobs">How many at a time, 1 or more.</param>
internal sealed class SweepProcesses(IReadOnlyList<string> command, int jobs)
{
    // The input of each process that runs: its leash.
    private readonly ConcurrentDictionary<int, StreamWriter> running = [];
    private int share;

    /// <summary>What a sweep with several jobs was told, but for their number.</summary>
    public static SweepProcesses Of(ParseResult parsed, Option<int> jobs)
    {
        List<string> words = [.. parsed.Tokens.Select(t => t.Value)];
        words.RemoveRange(words.IndexOf(jobs.Name), 2);
        words.Remove("sweep");
        return new SweepProcesses(words, parsed.GetValue(jobs));
    }

    /// <summary>Does the runs; told to stop, it tells those under way, and waits until they have kept what they have.</summary>
    /// <returns>How many failed.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public int Run(IEnumerable<int> indices)
    {
        var waiting = new ConcurrentQueue<int>(indices);
        var together = Math.Min(jobs, waiting.Count);
        share = Machine.Cores / Math.Max(1, together);
        using var stop = CommandLine.Interrupt.Register(() => { foreach (var leash in running.Values) leash.Close(); });
        var failed = Task.WhenAll(Enumerable.Range(0, together).Select(_ => Task.Factory.StartNew(() => Work(waiting), TaskCreationOptions.LongRunning))).GetAwaiter().GetResult().Sum();
        CommandLine.Interrupt.ThrowIfCancellationRequested();
        return failed;
    }

    private int Work(ConcurrentQueue<int> waiting)
    {
        var failed = 0;
        while (!CommandLine.Interrupt.IsCancellationRequested && waiting.TryDequeue(out var index))
        {
            using var process = Start(index);
            running[index] = process.StandardInput;
            // One that was started as the word to stop came is not among those that were told.
            if (CommandLine.Interrupt.IsCancellationRequested) process.StandardInput.Close();
            process.WaitForExit();
            running.TryRemove(index, out _);
            process.StandardInput.Close();
            if (process.ExitCode == 0) continue;
            failed++;
            if (!CommandLine.Interrupt.IsCancellationRequested) Console.Error.WriteLine($"[{index}] ended with exit code {process.ExitCode}; the others go on.");
        }
        return failed;
    }

    private Process Start(int index)
    {
        // By the end of its input it sees that this process has ended, however that ends.
        var start = OwnProcess.With("", null, ["sweep", "--index", $"{index}", "--while-input-lasts", .. command]);
        start.RedirectStandardError = true;
        start.Environment["OMP_NUM_THREADS"] = $"{Math.Max(1, share)}";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) Console.WriteLine($"[{index}] {line.Data}"); };
        // That it was interrupted is said once, by this process.
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null && !CommandLine.Interrupt.IsCancellationRequested) Console.Error.WriteLine($"[{index}] {line.Data}"); };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
