using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Cli.Notebooks;

/// <summary>
/// <c>lgm notebook export</c>: a notebook as one file that <c>dotnet run</c> runs over this checkout's library, without any
/// notebook engine. Cells are a script, a file is a program: usings go to the top and types to the end, a cell's last
/// expression is shown by a call, prose becomes comments. What a program cannot say is refused, not changed.
/// </summary>
internal static partial class NotebookExport
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook") { Description = "An .ipynb file." };
        var to = new Option<string>("--to") { Description = "The program.", HelpName = "app.cs", Required = true };
        var command = new Command("export", "Writes a notebook as a program of one file: dotnet run app.cs.") { notebook, to };
        command.SetAction(parsed =>
        {
            var (path, target) = (parsed.GetValue(notebook)!, parsed.GetValue(to)!);
            if (!target.EndsWith(".cs", StringComparison.Ordinal)) throw new WorkbookException($"--to {target} is no C# file: let its name end with .cs.");
            AtomicFile.Write(target, Program(new NotebookFile(path), Path.GetFullPath(target)));
            Console.WriteLine($"{target}: dotnet run {target}");
        });
        return command;
    }

    private static string Program(NotebookFile notebook, string target)
    {
        var (usings, statements, types) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>(), new List<string>());
        foreach (var (i, cell) in notebook.Cells.Index())
        {
            if (cell.IsCode("skip-execution") || cell.IsCode("raises-exception")) statements.Add(Comment($"Left out, for its tag:\n{cell.Source}"));
            else if (cell.IsCode()) Translate(cell.Source, $"{notebook.Path}, cell {i + 1}", usings, statements, types);
            else statements.Add(Comment(cell.Source));
        }
        string FromTarget(string path) => Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.GetFullPath(path)).Replace('\\', '/');
        var checkout = WorkbookFolder.Find() ?? throw new WorkbookException("An exported notebook references the library of a checkout, and this program runs outside of one: run environment/lgm of a checkout.");
        var program = $$"""
            #!/usr/bin/env dotnet
            // {{Path.GetFileName(notebook.Path)}} as a program: dotnet run {{Path.GetFileName(target)}}
            #:project {{FromTarget(Path.Combine(checkout, "lib", "Lgm", "Lgm.csproj"))}}
            #:property PublishAot=false
            #:property WarningLevel=0
            #:property TreatWarningsAsErrors=false
            #:property UseCurrentRuntimeIdentifier=true
            #:property SelfContained=false
            #:property DirectoryBuildTargetsPath=$(MSBuildProjectDirectory)/{{FromTarget(Path.Combine(checkout, "Directory.Build.targets"))}}
            {{string.Join('\n', usings)}}
            using static Notebook;

            Environment.CurrentDirectory = Path.Combine(Path.GetDirectoryName(Notebook.AppFile)!, "{{FromTarget(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!)}}");

            {{string.Join("\n\n", statements)}}

            {{string.Join("\n\n", types)}}

            /// <summary>What the front end of a notebook does.</summary>
            static class Notebook
            {
                private static int s_figures;

                public static string AppFile { get; } = (string)AppContext.GetData("EntryPointFilePath")!;

                public static string Start(bool offline = true) => $"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, libtorch {TorchSharp.torch.__version__}";

                /// <summary>Shows a figure as a page beside this file, which needs no network, and anything else as text.</summary>
                public static void display(object? value)
                {
                    if (value is not Plotly.NET.GenericChart chart)
                    {
                        Console.WriteLine(value is Lgm.Experiments.ResultTable table ? table.ToMarkdown() : value);
                        return;
                    }
                    var page = Path.ChangeExtension(AppFile, $"{++s_figures}.html");
                    var whole = Plotly.NET.DisplayOptions.setPlotlyReference(Plotly.NET.PlotlyJSReference.Full).Invoke(Plotly.NET.DisplayOptions.initCDNOnly());
                    File.WriteAllText(page, Plotly.NET.GenericChart.toEmbeddedHTML(Plotly.NET.GenericChart.setDisplayOptions(whole, chart)));
                    Console.WriteLine($"Figure: {Path.GetFileName(page)}");
                }
            }

            """;
        RequireOneDeclarationEach(program, notebook.Path);
        return program;
    }

    private static void Translate(string source, string place, SortedSet<string> usings, List<string> statements, List<string> types)
    {
        if (Directive().Match(source) is { Success: true } directive)
            throw new WorkbookException($"{place}: \"{directive.Value.Trim()}\" has no counterpart in a program: take the line out.");
        var root = CSharpSyntaxTree.ParseText(LibraryReference().Replace(source, ""), new CSharpParseOptions(kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        if (root.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } fault)
            throw new WorkbookException($"{place}: {fault.GetMessage().TrimEnd('.')}: mend the cell.");
        // The library's own, which this program does without.
        usings.UnionWith(root.Usings.Select(line => line.ToString()).Where(line => line != "using Lgm.Interactive;"));
        var code = "";
        foreach (var member in root.Members)
        {
            if (member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) types.Add(member.ToFullString().Trim('\n'));
            else if (member is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } shown })
                code += $"{shown.GetLeadingTrivia()}display({shown.Expression.WithoutTrivia()});{shown.GetTrailingTrivia()}";
            else code += member.ToFullString();
        }
        statements.Add((code + root.EndOfFileToken.LeadingTrivia).Trim('\n'));
    }

    // A cell may declare again what an earlier one did, and a loop what a cell did.
    private static void RequireOneDeclarationEach(string program, string notebook)
    {
        var tree = CSharpSyntaxTree.ParseText(program, new CSharpParseOptions(LanguageVersion.Preview).WithFeatures([new("FileBasedProgram", "true")]));
        var faults = CSharpCompilation.Create("program", [tree]).GetDiagnostics().Where(d => d.Id is "CS0128" or "CS0136");
        if (faults.FirstOrDefault() is { } fault)
            throw new WorkbookException($"{notebook} declares \"{fault.Location.SourceTree!.GetText().ToString(fault.Location.SourceSpan)}\" more than once, which a program must not: give one of them another name.");
    }

    private static string Comment(string text) => string.Join('\n', text.Split('\n').Select(line => $"// {line}".TrimEnd()));

    [GeneratedRegex(@"^\s*#r\s+""[^""]*/Lgm\.Interactive\.dll"".*\n?", RegexOptions.Multiline)]
    private static partial Regex LibraryReference();

    // The engine's commands, and references to anything but the library.
    [GeneratedRegex(@"^\s*#(?:!|load\b|i\b|r(?!\s+""[^""]*/Lgm\.Interactive\.dll"")).*$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
