using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace Lgm.Cli.Notebooks;

/// <summary>The hidden <c>lgm notebook cells</c>: code comes in as a JSON string a line; what the engine tells of it goes out, a line each.</summary>
internal static class CellsCommand
{
    /// <summary>Stands before and behind what the engine tells: native code prints to the same stream, without line breaks too.</summary>
    public const char Mark = '\u0001';

    /// <summary>How long a cell that is stopped has to keep what it can, such as a checkpoint.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var command = new Command("cells", "Runs the code that it reads.") { Hidden = true };
        command.SetAction((_, _) => RunCells());
        return command;
    }

    private static async Task RunCells()
    {
        var input = new StreamReader(Console.OpenStandardInput());
        // A cell that reads finds nothing: what comes in here is the next cell.
        Console.SetIn(TextReader.Null);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        void Tell(KernelEvent told) => output.WriteLine($"{Mark}{KernelEventEnvelope.Serialize(told)}{Mark}");
        using var kernel = new CompositeKernel { new CSharpKernel().UseKernelHelpers().UseWho().UseValueSharing() };
        using var shown = kernel.KernelEvents.Subscribe(told => { if (told is DisplayEvent) Tell(told); });
        var next = input.ReadLineAsync();
        while (await next is { } line)
        {
            var running = Task.Run(() => kernel.SendAsync(new SubmitCode(JsonSerializer.Deserialize<string>(line)!)));
            next = input.ReadLineAsync();
            // While a cell runs, nothing but the end of the input can come: the runner has ended, or wants this process to.
            if (await Task.WhenAny(running, next) == next) break;
            Tell((await running).Events.Last(told => told is CommandSucceeded or CommandFailed));
        }
        // The engine does not say when a cell that it cancelled has come to its end, and some never do.
        _ = kernel.SendAsync(new Cancel());
        await Task.Delay(Grace);
        Process.GetCurrentProcess().Kill();
    }
}
