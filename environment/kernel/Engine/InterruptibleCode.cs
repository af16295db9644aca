using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Kernel.Engine;

/// <summary>Writes a look at <see cref="Interruption"/> into every loop of a cell. All lines stay where they are.</summary>
internal static class InterruptibleCode
{
    private const string Check = "global::Lgm.Kernel.Engine.Interruption.Check();";

    public static string Of(string code)
    {
        var insertions = new List<(int At, string Text)>();
        foreach (var node in CSharpSyntaxTree.ParseText(code, Session.Parsing).GetRoot().DescendantNodes())
        {
            var body = node switch
            {
                WhileStatementSyntax loop => loop.Statement,
                DoStatementSyntax loop => loop.Statement,
                ForStatementSyntax loop => loop.Statement,
                CommonForEachStatementSyntax loop => loop.Statement,
                GotoStatementSyntax jump => jump,
                _ => null,
            };
            if (body is null || body.IsMissing) continue;
            if (body is BlockSyntax block) insertions.Add((block.OpenBraceToken.Span.End, $" {Check}"));
            else insertions.AddRange([(body.SpanStart, $"{{ {Check} "), (body.Span.End, " }")]);
        }
        if (insertions.Count == 0) return code;
        var text = new StringBuilder(code);
        // From the end, so that places before are what they were; of two at one place, as of loops in loops, the inner one's is the first to close.
        foreach (var (at, inserted) in insertions.Index().OrderByDescending(i => i.Item.At).ThenByDescending(i => i.Index).Select(i => i.Item)) text.Insert(at, inserted);
        return text.ToString();
    }
}
