using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Lgm.Cli.Notebooks;

/// <summary>The process of a notebook's cells, seen from the runner: whatever a cell does to it, the runner goes on.</summary>
/// <param name="folder">Where the cells' relative paths start.</param>
/// <param name="through">The program that starts it. Default: null, this one.</param>
internal sealed class CellProcess(string folder, string? through) : IDisposable
{
    private readonly Process process = Process.Start(OwnProcess.With(folder, through, "notebook", "cells"))!;

    /// <summary>Runs code; hands on what the engine tells of it until it, or the process, has ended.</summary>
    public CellEnd Run(string code, TimeSpan limit, Action<KernelEvent> receive, CancellationToken interrupt)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        stop.CancelAfter(limit);
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(code));
            while (process.StandardOutput.ReadLineAsync().WaitAsync(stop.Token).GetAwaiter().GetResult() is { } line)
            {
                var parts = line.Split(CellsCommand.Mark);
                // Native code prints past the engine: a person sees it, the notebook does not.
                if (parts[0].Length > 0) Console.Error.WriteLine(parts[0]);
                // Without the second mark it is half a line, of a process that was killed.
                if (parts.Length < 3) continue;
                var told = KernelEventEnvelope.Deserialize(parts[1]).Event;
                if (told is CommandSucceeded) return new(CellStatus.Done);
                if (told is CommandFailed failed) return CellEnd.Failed(failed.Message);
                receive(told);
            }
        }
        catch (OperationCanceledException)
        {
            process.StandardInput.Close();
            process.WaitForExit(2 * CellsCommand.Grace);
            return interrupt.IsCancellationRequested ? new(CellStatus.Interrupted, "Interrupted", "The run was interrupted here.")
                : new(CellStatus.Stopped, "Timeout", $"The cell had not ended after {limit.TotalSeconds} s and was stopped.");
        }
        catch (Exception) { process.Kill(entireProcessTree: true); } // It died between two cells, or a cell tells what no engine does.
        process.WaitForExit(CellsCommand.Grace);
        return new(CellStatus.Died, "ProcessEnded",
            $"The process of the cells ended by itself with exit code {process.ExitCode} (137 is killed, perhaps for want of memory).");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

/// <summary>Which way a cell, or a notebook as a whole, ended; later ones are worse.</summary>
internal enum CellStatus { Done, Skipped, Failed, Stopped, Died, Interrupted }

/// <summary>How a cell ended and, unless it is done, why: an exception's name, its message, and the whole that the engine said.</summary>
internal sealed record CellEnd(CellStatus Status, string Name = "", string Message = "", string? Trace = null)
{
    public static CellEnd Failed(string trace)
    {
        // The name of an exception without its namespace, and its message; a compiler's error begins with its place in the code.
        var thrown = Regex.Match(trace, @"^(?:[\w#]+[.+])*(\w+): (.*?)(?:\r?\n   at |\r?\n ---> |$)", RegexOptions.Singleline);
        if (!thrown.Success) return new(CellStatus.Failed, "CompilationError", trace);
        // That a data set is not here is no fault of the notebook.
        return new(thrown.Groups[1].Value == "MissingDataException" ? CellStatus.Skipped : CellStatus.Failed, thrown.Groups[1].Value, thrown.Groups[2].Value, trace);
    }

    public JsonObject ToOutput() => Status == CellStatus.Skipped ? NotebookOutputs.Stream("stdout", $"Skipped: {Message}\n") : new()
    {
        ["ename"] = Name, ["evalue"] = Message, ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. (Trace ?? Message).Split('\n').Select(line => (JsonNode)line)]),
    };
}
