using System.Text.RegularExpressions;
using Lgm.Kernel.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Kernel.Engine;

/// <summary>Looks at a section's <c>#</c> lines before the compiler does, whose sentences about them help nobody.</summary>
internal sealed partial class Directives(string folder, CachingMetadataResolver resolver, LibraryFolders libraries)
{
    /// <summary>The code with directives that are met already left empty.</summary>
    /// <exception cref="NotebookException">A library is not built, a package not provided, or a directive unknown.</exception>
    public string Check(string code)
    {
        if (!code.Contains('#')) return code;
        var root = CSharpSyntaxTree.ParseText(code, Session.Parsing).GetCompilationUnitRoot();
        var lines = code.Split('\n');
        foreach (var trivia in root.DescendantTrivia().Where(t => t.IsDirective))
        {
            var line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line;
            switch (trivia.GetStructure())
            {
                case ReferenceDirectiveTriviaSyntax reference when Nuget().Match(reference.File.ValueText) is { Success: true } package:
                    lines[line] = Provided(package.Groups[1].Value);
                    break;
                case ReferenceDirectiveTriviaSyntax reference:
                    RequireBuilt(reference.File.ValueText, line + 1);
                    break;
                case LoadDirectiveTriviaSyntax load when !File.Exists(Path.GetFullPath(load.File.ValueText, folder)):
                    throw new NotebookException($"Line {line + 1}: there is no file {load.File.ValueText} to load: check its name; it is looked for beside the notebook.");
                case BadDirectiveTriviaSyntax:
                    throw new NotebookException(CellSection.Unsupported(lines[line].Trim().Split(' ')[0], line + 1));
            }
        }
        return string.Join('\n', lines);
    }

    // Packages come with the library that a notebook references; a notebook that also names them for another engine is right.
    private string Provided(string package)
    {
        var name = package.Split("-cpu")[0].Split("-cuda")[0];
        if (libraries.Find(name) is not { } path)
            throw new NotebookException($"The package {package} is not provided here: packages come with the library, so #r the library's DLL first, or remove the line.");
        CurrentOutput.Value.Print("stdout", $"{package} is already provided here.\n");
        return $"#r \"{path}\"";
    }

    private void RequireBuilt(string reference, int line)
    {
        if (!reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || resolver.ResolveReference(reference, null, MetadataReferenceProperties.Assembly).Length > 0) return;
        throw new NotebookException($"Line {line}: there is no {reference} beside the notebook: the library is not built yet, so run bash environment/setup.sh first.");
    }

    [GeneratedRegex(@"^nuget:\s*([\w.\-]+)")]
    private static partial Regex Nuget();
}
