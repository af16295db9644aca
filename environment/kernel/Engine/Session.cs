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

    private readonly CellThread thread = new();
    private readonly LibraryFolders libraries = new();
    private readonly InteractiveAssemblyLoader loader = new();
    private readonly ConsoleCapture console = new();
    private readonly Directives directives;
    private readonly ScriptOptions options;
    private readonly Interrupts interrupts;
    private readonly WarmUp warmUp;
    private ScriptState<object>? state;

    /// <param name="folder">Where relative paths of <c>#r</c> and <c>#load</c> start: the notebook's folder.</param>
    public Session(string folder)
    {
        (interrupts, warmUp) = (new Interrupts(thread), new WarmUp(RunUnseen));
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
        interrupts.Begin();
        try
        {
            warmUp.End();
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
            interrupts.End();
            console.Flush();
        }
    }

    /// <summary>What the compiler knows of code as if it were the next cell.</summary>
    public Compilation Look(string code) => Next(code).GetCompilation();

    /// <summary>Has the compiler ready before somebody waits for it; ends where somebody does.</summary>
    public void WarmUp() => warmUp.Run();

    /// <summary>Ends the cell that runs, in its loops and where it waits; does not wait for that.</summary>
    public void Interrupt() => interrupts.Interrupt();

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
        return thread.Call(() => interrupts.Run(() => ToItsEnd(script)));
    }

    private Script<object> Next(string code) =>
        state is null ? CSharpScript.Create<object>(code, options, assemblyLoader: loader) : state.Script.ContinueWith<object>(code, options);

    private static Diagnostic[] Errors(Script<object> script) => [.. script.Compile().Where(d => d.Severity == DiagnosticSeverity.Error)];

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

    // Of a chain of its own, so that no cell sees what it declares.
    private void RunUnseen(string code) => thread.Call(() =>
    {
        var task = CSharpScript.Create<object>(code, options, assemblyLoader: loader).RunAsync(null, _ => true);
        thread.PumpUntil(task);
        return Forms.Of(task.GetAwaiter().GetResult().ReturnValue);
    });
}
