using System.Collections.Immutable;
using Lgm.Kernel.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Lgm.Kernel.Engine;

/// <summary>
/// A C# session: cells run one after another on one thread, each sees what those before it declared, and what a cell
/// shows goes to the output it is run with.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>What compiler and stack traces call a cell's code.</summary>
    public const string CellName = "cell";

    /// <summary>How cells are parsed: C#, as scripts have it.</summary>
    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    private const int PatientSteps = 4;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    private readonly CellThread thread = new();
    private readonly LibraryFolders libraries = new();
    private readonly InteractiveAssemblyLoader loader = new();
    private readonly ConsoleCapture console = new();
    private readonly Directives directives;
    private readonly ScriptOptions options;
    private readonly Lock gate = new();
    // One object a cell that runs.
    private object? running, ending;
    private bool busy, interrupted;
    private ScriptState<object>? state;

    /// <param name="folder">Where relative paths of <c>#r</c> and <c>#load</c> start: the notebook's folder.</param>
    public Session(string folder)
    {
        var resolver = new CachingMetadataResolver(folder, libraries);
        directives = new Directives(folder, resolver, libraries);
        options = ScriptOptions.Default.WithReferences(ScriptDefaults.References.Select(resolver.Platform)).WithImports(ScriptDefaults.Usings)
            .WithMetadataResolver(resolver).WithSourceResolver(new SourceFileResolver([], folder))
            .WithFilePath(CellName).WithFileEncoding(System.Text.Encoding.UTF8).WithEmitDebugInformation(true)
            .WithOptimizationLevel(OptimizationLevel.Release).WithLanguageVersion(Parsing.LanguageVersion);
        // Cells must meet this program's own Formatter, not another copy of it.
        loader.RegisterDependency(typeof(Session).Assembly);
    }

    /// <summary>Runs a cell to its end and shows the value of its last expression.</summary>
    /// <returns>Null, or why it failed. What it declared before it failed stays.</returns>
    public CellError? Run(string code, ICellOutput output)
    {
        CurrentOutput.Value = output;
        lock (gate) (busy, interrupted) = (true, false);
        try
        {
            foreach (var section in CellSection.Split(code))
            {
                if (section.Language == CellSection.Markdown) output.Show(new Dictionary<string, string> { ["text/markdown"] = section.Text });
                else if (RunCode(directives.Check(section.Text)) is { } error) return error;
            }
            return null;
        }
        catch (NotebookException e)
        {
            return ErrorTrace.Of("DirectiveError", e.Message);
        }
        catch (Exception e)
        {
            // A formatter, or a library that cannot be read: the session goes on.
            return ErrorTrace.Of(e);
        }
        finally
        {
            lock (gate) busy = false;
            console.Flush();
        }
    }

    /// <summary>What the compiler knows of code as if it were the next cell.</summary>
    public Compilation Look(string code) => Next(code).GetCompilation();

    /// <summary>Has the compiler and what cells need of .NET ready before somebody waits for it. Leaves nothing behind.</summary>
    public void WarmUp()
    {
        const string typical = "using System.IO; var warm = Enumerable.Range(0, 3).Select(i => $\"{i:0.0}\").ToArray(); int Twice(int n) => 2 * n; await Task.CompletedTask; Twice(warm.Length)";
        thread.Call(() =>
        {
            var task = CSharpScript.Create<object>(typical, options, assemblyLoader: loader).RunAsync(null, _ => true);
            thread.PumpUntil(task);
            return Forms.Of(task.GetAwaiter().GetResult().ReturnValue);
        });
    }

    /// <summary>Ends the cell that runs, in its loops and where it waits; does not wait for that.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            // One that comes while the cell is compiled ends it before it starts.
            if (busy) interrupted = true;
            if (running is not { } cell || ending == cell) return;
            ending = cell;
            Interruption.IsWanted = true;
            new Thread(() => EndInSteps(cell)) { IsBackground = true, Name = "interrupt" }.Start();
        }
    }

    // Loops look for themselves, awaits are not gone on with, and who sleeps is woken up. A library that does none of these
    // is told where it waits next.
    private void EndInSteps(object cell)
    {
        thread.Post(() =>
        {
            if (IsRunning(cell)) throw new OperationCanceledException();
        });
        for (var step = 1; ; step++)
        {
            Thread.Sleep(s_step);
            lock (gate)
            {
                if (running != cell) return;
                if (thread.Waits || step > PatientSteps) thread.WakeUp();
            }
        }
    }

    private bool IsRunning(object cell)
    {
        lock (gate) return running == cell;
    }

    public void Dispose()
    {
        console.Dispose();
        thread.Dispose();
        libraries.Dispose();
        loader.Dispose();
    }

    private CellError? RunCode(string code)
    {
        var script = Next(InterruptibleCode.Of(code));
        var errors = Errors(script);
        // What is said of it is to name the places of the code as it was written.
        if (errors.Length > 0) return ErrorTrace.Of(Errors(Next(code)) is { Length: > 0 } asWritten ? asWritten : errors);
        return thread.Call(() => Execute(script));
    }

    private Script<object> Next(string code) =>
        state is null ? CSharpScript.Create<object>(code, options, assemblyLoader: loader) : state.Script.ContinueWith<object>(code, options);

    private CellError? Execute(Script<object> script)
    {
        lock (gate)
        {
            if (interrupted) return Interrupted;
            running = new object();
        }
        CellError? error = null;
        try
        {
            error = ToItsEnd(script);
        }
        catch (Exception e) when (interrupted && e is OperationCanceledException or ThreadInterruptedException)
        {
            // What the cell still waits for must not go on in the middle of a later one.
            thread.Abandon();
        }
        finally
        {
            lock (gate)
            {
                running = null;
                Interruption.IsWanted = false;
            }
            CellThread.ForgetWakeUp();
        }
        return interrupted ? Interrupted : error;
    }

    private static Diagnostic[] Errors(Script<object> script) => [.. script.Compile().Where(d => d.Severity == DiagnosticSeverity.Error)];

    private static CellError Interrupted => ErrorTrace.Of("Interrupted", "The cell was interrupted.");

    private CellError? ToItsEnd(Script<object> script)
    {
        var task = state is null ? script.RunAsync(null, _ => true) : script.RunFromAsync(state, _ => true);
        thread.PumpUntil(task);
        state = task.GetAwaiter().GetResult();
        if (state.Exception is { } exception) return ErrorTrace.Of(exception);
        if (state.ReturnValue is { } value)
        {
            var forms = Forms.Of(value);
            console.Flush();
            CurrentOutput.Value.ShowResult(forms);
        }
        return null;
    }
}
