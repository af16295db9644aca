using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Lgm.Kernel.Engine;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Running;

/// <summary>The process of the cells, seen from the runner: whatever a cell does to it, the runner goes on.</summary>
internal sealed class CellProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly AnonymousPipeServerStream requests = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream messages = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Process process;
    private readonly StreamReader reader;
    private readonly StreamWriter writer;
    private readonly NativeStream output, errors;

    /// <param name="folder">The notebook's folder, where the cells run.</param>
    public CellProcess(string folder)
    {
        var start = new ProcessStartInfo(DotnetProgram.Location, [typeof(CellProcess).Assembly.Location, requests.GetClientHandleAsString(), messages.GetClientHandleAsString(), folder])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        process = Process.Start(start)!;
        requests.DisposeLocalCopyOfClientHandle();
        messages.DisposeLocalCopyOfClientHandle();
        process.StandardInput.Close();
        (output, errors) = (new NativeStream(process.StandardOutput), new NativeStream(process.StandardError));
        reader = new StreamReader(messages, Encoding.UTF8, false, 1 << 16);
        writer = new StreamWriter(requests, new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
    }

    /// <summary>Runs one cell; hands on everything the process says until the cell, or the process, has ended.</summary>
    /// <param name="cell">Its number.</param>
    /// <param name="code">Its source.</param>
    /// <param name="timeout">How long it may take; after that the process is killed.</param>
    /// <param name="receive">Gets the messages, in order; some may be of earlier cells.</param>
    /// <param name="cancellation">Kills the process.</param>
    public CellEnd Run(int cell, string code, TimeSpan timeout, Action<CellMessage> receive, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(timeout);
        CellMessage? end;
        // From here on nothing ends the process, so that a limit that comes a moment too late is not found by the next cell.
        using (limit.Token.Register(Kill)) end = Converse(cell, code, receive);
        var stopped = limit.IsCancellationRequested;
        foreach (var (stream, printed) in new[] { ("stdout", output.Take(cell, s_patience)), ("stderr", end is null ? "" : errors.Take(cell, s_patience)) })
        {
            if (printed.Length > 0) receive(new CellMessage(CellMessage.Print, cell, stream, printed));
        }
        if (end is not null && !stopped) return new CellEnd(end.Error is null ? CellStatus.Succeeded : CellStatus.Failed, end.Error);
        if (stopped && cancellation.IsCancellationRequested) return new CellEnd(CellStatus.Interrupted, ErrorTrace.Of("Interrupted", "The run was interrupted here."));
        if (stopped)
            return new CellEnd(CellStatus.TimedOut, ErrorTrace.Of("Timeout", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The cell had not ended after {timeout.TotalSeconds:0.###} s and was stopped.")));
        return new CellEnd(CellStatus.Died, Death(cell));
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        reader.Dispose();
        try { writer.Dispose(); }
        catch (IOException) { }
    }

    // Null where the process ended before the cell did.
    private CellMessage? Converse(int cell, string code, Action<CellMessage> receive)
    {
        try
        {
            writer.WriteLine(JsonSerializer.Serialize(new CellRequest(cell, code), CellHost.Json));
            while (reader.ReadLine() is { } line)
            {
                var message = JsonSerializer.Deserialize<CellMessage>(line, CellHost.Json)!;
                if (message.Kind == CellMessage.End) return message;
                receive(message);
            }
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // A process that is killed may leave half a line.
        }
        return null;
    }

    private CellError Death(int cell)
    {
        // Its pipe can close a moment before it is gone; one that lives on without the pipe is of no use.
        if (!process.WaitForExit(s_patience)) Kill();
        process.WaitForExit();
        var sentence = LastWords.Of(process.ExitCode);
        return new CellError("ProcessEnded", sentence, [sentence, .. LastWords.Said(errors.Take(cell, s_patience))]);
    }

    private void Kill()
    {
        try { process.Kill(entireProcessTree: true); }
        catch (InvalidOperationException) { }
    }
}
