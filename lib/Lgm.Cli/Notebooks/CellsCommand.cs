using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace Lgm.Cli.Notebooks;

/// <summary>The hidden <c>lgm notebook cells</c>, the process of a notebook's cells: code comes in as a JSON string a line, what the engine tells of it goes out as a marked line each.</summary>
internal static class CellsCommand
{
    /// <summary>Where a line of this process begins: native code prints to the same stream, without line breaks too.</summary>
    public const char Mark = '\u0001';

    public static Command Create()
    {
        var command = new Command("cells", "Runs the code that it reads.") { Hidden = true };
        command.SetAction((_, _) => Serve());
        return command;
    }

    private static async Task<int> Serve()
    {
        var (input, output, codes) = (new StreamReader(Console.OpenStandardInput()), new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true }, new BlockingCollection<string>());
        Console.SetIn(TextReader.Null);
        void Send(KernelEvent told)
        {
            lock (output) output.WriteLine($"{Mark}{KernelEventEnvelope.Serialize(told)}");
        }
        using var kernel = new CompositeKernel { new CSharpKernel().UseKernelHelpers().UseWho().UseValueSharing() };
        using var events = kernel.KernelEvents.Subscribe(told => { if (told is DisplayEvent or DiagnosticsProduced) Send(told); });
        new Thread(() =>
        {
            while (input.ReadLine() is { } line) codes.Add(JsonSerializer.Deserialize<string>(line)!);
            // The runner has ended, or wants this process to. The engine does not say when what it cancelled has come to its end.
            _ = kernel.SendAsync(new Cancel());
            Thread.Sleep(CellProcess.Grace);
            Process.GetCurrentProcess().Kill();
        }) { IsBackground = true }.Start();
        foreach (var code in codes.GetConsumingEnumerable())
        {
            var result = await kernel.SendAsync(new SubmitCode(code));
            Send(result.Events.Last(told => told is CommandSucceeded or CommandFailed));
        }
        return 0;
    }
}
