using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Kernel.Jupyter;

/// <summary>What the compiler knows at a place of code that is not run yet.</summary>
internal sealed class CellSymbols
{
    private readonly SemanticModel model;
    private readonly SyntaxNode root;

    public CellSymbols(Engine.Session session, string code)
    {
        // Lines that begin another language are no C#; emptied, they keep all places where they are.
        var text = string.Join('\n', code.Split('\n').Select(line => line.StartsWith("#!", StringComparison.Ordinal) ? new string(' ', line.Length) : line));
        var compilation = session.Look(text);
        var tree = compilation.SyntaxTrees.Single(t => t.Length == text.Length && t.ToString() == text);
        (model, root) = (compilation.GetSemanticModel(tree), tree.GetRoot());
    }

    /// <summary>Whether a place stands in a comment or in a text.</summary>
    public bool IsText(int at)
    {
        var trivia = root.FindTrivia(Math.Max(0, at - 1));
        if (trivia.Span.Contains(at - 1) && (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective)) return true;
        var token = root.FindToken(Math.Max(0, at - 1));
        return token.SpanStart < at && at <= token.Span.End && (at < token.Span.End || token.ContainsDiagnostics)
            && token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken;
    }

    /// <summary>What may be named where a word begins.</summary>
    /// <param name="at">The first place of the word.</param>
    /// <param name="isMember">Whether it stands behind a dot.</param>
    public IEnumerable<ISymbol> Nameable(int at, out bool isMember)
    {
        var left = Before(at);
        isMember = left.IsKind(SyntaxKind.DotToken) || left.IsKind(SyntaxKind.DotDotToken);
        if (!isMember) return model.LookupSymbols(at);
        var receiver = left.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (receiver is null) return [];
        // A name behind which nothing stands yet can be read as the type of a declaration.
        var symbol = model.GetSymbolInfo(receiver).Symbol ?? (receiver is TypeSyntax ? model.GetSpeculativeSymbolInfo(at, receiver, SpeculativeBindingOption.BindAsExpression).Symbol : null);
        if (symbol is INamespaceOrTypeSymbol container)
            return model.LookupSymbols(at, container).Where(s => container.IsNamespace || s.IsStatic || s is ITypeSymbol);
        var type = model.GetTypeInfo(receiver).Type is { TypeKind: not TypeKind.Error } known ? known : TypeOf(symbol);
        if (left.Parent is MemberBindingExpressionSyntax && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        return type is null ? [] : model.LookupSymbols(at, type, includeReducedExtensionMethods: true).Where(s => !s.IsStatic && s is not ITypeSymbol);
    }

    /// <summary>What a place speaks of: the name it stands in, or the method whose arguments it stands among.</summary>
    /// <returns>The symbol chosen first, and all others of that name that could be meant.</returns>
    public IReadOnlyList<ISymbol> Meant(int at)
    {
        foreach (var token in new[] { root.FindToken(Math.Min(at, root.FullSpan.End)), Before(at) }.Where(t => t.IsKind(SyntaxKind.IdentifierToken) || t.Parent is PredefinedTypeSyntax))
        {
            if (token.SpanStart > at || token.Span.End < at || token.Parent is not { } node) continue;
            if (Symbols(node) is { Count: > 0 } found) return found;
        }
        for (var node = Before(at).Parent; node is not null; node = node.Parent)
        {
            var called = node switch { InvocationExpressionSyntax call when at > call.Expression.Span.End => call.Expression, BaseObjectCreationExpressionSyntax made when at > made.SpanStart + 3 => made, _ => (SyntaxNode?)null };
            if (called is not null && Symbols(called) is { Count: > 0 } found) return found;
        }
        return [];
    }

    private List<ISymbol> Symbols(SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        ISymbol[] group = node is ExpressionSyntax expression ? [.. model.GetMemberGroup(expression)] : [];
        if ((info.Symbol ?? model.GetDeclaredSymbol(node)) is { } symbol) return [symbol, .. group.Where(s => !SymbolEqualityComparer.Default.Equals(s, symbol))];
        return group.Length > 0 ? [.. group] : [.. info.CandidateSymbols];
    }

    private static ITypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, _ => null,
    };

    // The last token that ends before a place.
    private SyntaxToken Before(int at)
    {
        var token = root.FindToken(Math.Max(0, at - 1));
        while (token.Span.End > at || (token.SpanStart >= at && !token.IsKind(SyntaxKind.None))) token = token.GetPreviousToken();
        return token;
    }
}
