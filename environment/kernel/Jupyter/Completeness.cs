using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lgm.Kernel.Jupyter;

/// <summary>Whether a console may run what was typed, or should wait for another line.</summary>
internal static class Completeness
{
    public static JsonObject Content(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Session.Parsing);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return new() { ["status"] = "incomplete", ["indent"] = Indent(code) };
        return new() { ["status"] = tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete" };
    }

    // The next line begins where the last one does, and deeper behind an opening brace.
    private static string Indent(string code)
    {
        var last = code.TrimEnd().Split('\n')[^1];
        var indent = last[..^last.TrimStart().Length];
        return last.EndsWith('{') ? indent + "    " : indent;
    }
}
