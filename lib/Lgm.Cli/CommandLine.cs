using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Lgm.Cli.Notebooks;
using Spectre.Console;

namespace Lgm.Cli;

/// <summary>The commands: parses, runs, and turns every failure into one sentence on standard error and a non-zero exit code.</summary>
public static class CommandLine
{
    /// <summary>Something a person can mend was wrong: the sentence is on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself was wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C or SIGTERM; what was done so far is kept and the same command goes on from there.</summary>
    public const int Interrupted = 130;

    /// <summary>What is said then.</summary>
    internal const string GoOn = "Interrupted: run the same command again to go on from here.";

    // Set once, by Invoke, before any command runs; the signal handlers reach it from another thread.
    private static readonly CancellationTokenSource s_interrupt = new();
    private static int s_signals;

    /// <summary>Fires on Ctrl-C and SIGTERM.</summary>
    public static CancellationToken Interrupt => s_interrupt.Token;

    /// <summary>All commands. A plain command, not a RootCommand: that one is named after the assembly, and people type lgm.</summary>
    internal static Command Root() => new("lgm", "The L-GM workbook: experiments of \"Rethinking Feature Distribution for Loss Functions in Image Classification\" (CVPR 2018).")
    {
        DataCommand.Create(), TrainCommand.Create(), RunCommand.Create(), SweepCommand.Create(), ResultsCommand.Create(),
        new Command("notebook", "Notebooks without a front end: run them, check them, make programs of them.") { NotebookRunCommand.Create(), NotebookLint.Create(), NotebookExport.Create(), CellsCommand.Create() },
        ReproduceCommand.Create(), DoctorCommand.Create(), new HelpOption(), new VersionOption(),
    };

    /// <param name="args">The words behind <c>lgm</c>.</param>
    /// <param name="errors">Where a failure is told. Default: standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, TextWriter? errors = null)
    {
        var parsed = Root().Parse(args);
        errors ??= Console.Error;
        if (parsed.Errors.Count > 0)
        {
            // An unknown word also makes a command look incomplete; the word is what the person can mend.
            var fault = parsed.UnmatchedTokens is [var unknown, ..] ? $"'{unknown}' is not known here" : parsed.Errors[0].Message.TrimEnd('.');
            errors.WriteLine($"{fault}: see `lgm {Path(parsed.CommandResult)}--help`.");
            return Usage;
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine(GoOn);
            return Interrupted;
        }
        catch (WorkbookException e)
        {
            errors.WriteLine(e.Message);
            return Failed;
        }
        catch (Exception e) when (Machine.IsOutOfMemory(e))
        {
            errors.WriteLine($"The memory does not suffice for this work: free some, or take fewer than {Models.BoundedClassifier.BatchSize} images at a time in evaluation and attacks (--batch).");
            return Failed;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("LGM_DEBUG") is null)
        {
            errors.WriteLine($"Unexpected: {e.Message.Split('\n')[0].TrimEnd('.')} ({e.GetType().Name}): run again with LGM_DEBUG=1 for the whole story.");
            return Failed;
        }
    }

    /// <summary>Lets the end of the standard input interrupt too: for a process that another one started and holds by it.</summary>
    public static void InterruptWhenInputEnds() => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0) { }
        s_interrupt.Cancel();
    }) { IsBackground = true }.Start();

    private static void Stop(PosixSignalContext signal)
    {
        // The second Ctrl-C ends the process at once; an end of the input before the first is none.
        signal.Cancel = Interlocked.Increment(ref s_signals) == 1;
        s_interrupt.Cancel();
    }

    private static string Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : "";

    /// <summary>True where a person watches: bars and colours; plain lines elsewhere.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
}
