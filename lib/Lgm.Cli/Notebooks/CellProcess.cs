using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Lgm.Cli.Notebooks;

/// <summary>The process of a notebook's cells, seen from the runner: whatever a cell does to it, the runner goes on.</summary>
internal sealed class CellProcess : IDisposable
{
    /// <summary>How long a cell that is interrupted has to keep what it can, such as a checkpoint.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<KernelEvent> told = new(1000);
    private readonly Process process;

    /// <param name="folder">The notebook's folder, where its relative paths start.</param>
    public CellProcess(string folder)
    {
        // `dotnet Lgm.Cli.dll`, or the program itself where it was started so.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(CellProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. self, "notebook", "cells"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardInputEncoding = new UTF8Encoding(false),
        };
        NativeEnvironment.Set(start);
        process = Process.Start(start)!;
        // Of a crash the name is told, without the thousand frames of a recursion without end.
        process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text && !text.StartsWith("   at ", StringComparison.Ordinal)) Console.Error.WriteLine(text); };
        process.BeginErrorReadLine();
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>Runs code; hands on what the engine tells of it until it, or the process, has ended.</summary>
    public CellEnd Run(string code, TimeSpan limit, Action<KernelEvent> receive, CancellationToken interrupt)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(code));
            process.StandardInput.Flush();
            while (limit == Timeout.InfiniteTimeSpan || clock.Elapsed < limit)
            {
                // A process that a cell started and left behind can hold the stream open after the end of this one.
                if (!told.TryTake(out var next, 200, interrupt) && (told.IsCompleted || process.HasExited)) throw new EndOfStreamException();
                if (next is CommandSucceeded or CommandFailed) return CellEnd.Of((next as CommandFailed)?.Message);
                if (next is not null) receive(next);
            }
            return new CellEnd(CellStatus.TimedOut, "Timeout", string.Create(CultureInfo.InvariantCulture, $"The cell had not ended after {limit.TotalSeconds:0.###} s and was stopped."));
        }
        catch (OperationCanceledException)
        {
            process.StandardInput.Close();
            process.WaitForExit(2 * Grace);
            return new CellEnd(CellStatus.Interrupted, "Interrupted", "The run was interrupted here.");
        }
        catch (IOException)
        {
            process.WaitForExit(Grace);
            return CellEnd.Died(process.HasExited ? process.ExitCode : 0);
        }
    }

    public void Dispose()
    {
        try { process.Kill(entireProcessTree: true); }
        catch (InvalidOperationException) { } // It has ended by itself.
        process.Dispose();
    }

    private void Listen()
    {
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                var mark = line.IndexOf(CellsCommand.Mark);
                // Native code prints past the engine: a person sees it, the notebook does not.
                if (mark != 0) Console.Error.WriteLine(mark < 0 ? line : line[..mark]);
                if (mark >= 0) told.Add(KernelEventEnvelope.Deserialize(line[(mark + 1)..]).Event);
            }
        }
        catch (JsonException) { } // Half a line, of a process that was killed.
        told.CompleteAdding();
    }
}
