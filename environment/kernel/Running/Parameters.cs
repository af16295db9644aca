using System.Globalization;
using System.Text.Json.Nodes;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Engine;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lgm.Kernel.Running;

/// <summary>
/// Values for a notebook's parameters, by papermill's rules: a cell tagged <c>injected-parameters</c> goes behind the
/// one tagged <c>parameters</c>, or takes the place of an earlier one of its kind.
/// </summary>
internal static class Parameters
{
    public const string Tag = "parameters", InjectedTag = "injected-parameters";

    /// <exception cref="NotebookException">The notebook has no such parameter, or the value is not of its type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0) return;
        var (cell, source) = Assignments(notebook, values);
        if (notebook.Cells.FirstOrDefault(c => c.IsCode && c.Tags.Contains(InjectedTag)) is { } earlier) earlier.Source = source;
        else notebook.Insert(notebook.Cells.ToList().IndexOf(cell) + 1, Cell.Code(source, NewId(notebook), InjectedTag));
        var metadata = notebook.Metadata;
        if (metadata["papermill"] is not JsonObject papermill) metadata["papermill"] = papermill = [];
        papermill["parameters"] = Named(values);
        notebook.Metadata = metadata;
    }

    /// <summary>The values by name; of one given twice, the last.</summary>
    public static JsonObject Named(IReadOnlyList<KeyValuePair<string, string>> values) =>
        new(values.DistinctBy(v => v.Key).Select(v => KeyValuePair.Create(v.Key, (JsonNode?)values.Last(w => w.Key == v.Key).Value)));

    /// <summary>The tagged cell, and what has to run behind it.</summary>
    /// <exception cref="NotebookException">The notebook has no such parameter, or the value is not of its type.</exception>
    public static (Cell Declaring, string Source) Assignments(Notebook notebook, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var cell = notebook.Cells.FirstOrDefault(c => c.IsCode && c.Tags.Contains(Tag))
            ?? throw new NotebookException($"{notebook.File} has no cell tagged \"{Tag}\", so that there is nothing to set: tag the cell that declares {values[0].Key}.");
        var declared = Declared(cell.Source);
        var lines = values.Select(v => declared.TryGetValue(v.Key, out var literal)
            ? $"{v.Key} = {Literal(notebook, v.Key, v.Value, literal)};"
            : throw new NotebookException($"{notebook.File} has no parameter {v.Key}: it has {string.Join(", ", declared.Keys)}."));
        // Assignments, where papermill would declare anew: the parameter keeps its type, so that 1 given for a double is one.
        return (cell, "// Parameters\n" + string.Join('\n', lines));
    }

    // The names that the cell declares, each with what its type is known by: a type's word, or a literal.
    private static Dictionary<string, SyntaxKind> Declared(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source, Session.Parsing).GetCompilationUnitRoot();
        var declared = new Dictionary<string, SyntaxKind>();
        foreach (var declaration in root.Members.OfType<FieldDeclarationSyntax>().Select(f => f.Declaration))
        {
            var word = declaration.Type is PredefinedTypeSyntax predefined ? predefined.Keyword.Kind() : SyntaxKind.None;
            foreach (var variable in declaration.Variables) declared[variable.Identifier.ValueText] = word != SyntaxKind.None ? word : TypeOf(variable.Initializer?.Value);
        }
        return declared;
    }

    private static SyntaxKind TypeOf(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax signed => TypeOf(signed.Operand),
        InterpolatedStringExpressionSyntax => SyntaxKind.StringKeyword,
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            string => SyntaxKind.StringKeyword, bool => SyntaxKind.BoolKeyword, int => SyntaxKind.IntKeyword, long => SyntaxKind.LongKeyword,
            double => SyntaxKind.DoubleKeyword, float => SyntaxKind.FloatKeyword, decimal => SyntaxKind.DecimalKeyword, _ => SyntaxKind.None,
        },
        _ => SyntaxKind.None,
    };

    private static string Literal(Notebook notebook, string name, string value, SyntaxKind type)
    {
        NotebookException Wrong(string what) => new($"{notebook.File}: the parameter {name} cannot be \"{value}\": it is {what}.");
        var culture = CultureInfo.InvariantCulture;
        switch (type)
        {
            case SyntaxKind.StringKeyword:
                return SymbolDisplay.FormatLiteral(value, quote: true);
            case SyntaxKind.BoolKeyword:
                return bool.TryParse(value, out var truth) ? (truth ? "true" : "false") : throw Wrong("true or false");
            case SyntaxKind.IntKeyword or SyntaxKind.LongKeyword or SyntaxKind.ShortKeyword or SyntaxKind.ByteKeyword or SyntaxKind.UIntKeyword or SyntaxKind.ULongKeyword:
                return decimal.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole.ToString(culture) : throw Wrong("a whole number");
            case SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword or SyntaxKind.DecimalKeyword:
                if (!double.TryParse(value, NumberStyles.Float, culture, out var number) || !double.IsFinite(number)) throw Wrong("a number such as 0.5");
                return number.ToString("R", culture) + (type == SyntaxKind.FloatKeyword ? "f" : type == SyntaxKind.DecimalKeyword ? "m" : "");
            default:
                // A list or another expression: C# as it stands, a word in quotes.
                return bool.TryParse(value, out var _) || double.TryParse(value, NumberStyles.Float, culture, out _) || value.Any(c => "([{\"".Contains(c))
                    ? value : SymbolDisplay.FormatLiteral(value, quote: true);
        }
    }

    private static string? NewId(Notebook notebook)
    {
        if (notebook.Minor < 5) return null;
        // The same each time, so that two runs of one notebook differ in nothing but what they found.
        var taken = notebook.Cells.Select(c => c.Id).ToHashSet();
        return Enumerable.Range(0, int.MaxValue).Select(i => i == 0 ? InjectedTag : $"{InjectedTag}-{i}").First(id => !taken.Contains(id));
    }
}
