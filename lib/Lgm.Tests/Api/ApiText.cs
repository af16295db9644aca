namespace Lgm.Tests.Api;

/// <summary>Splitting where brackets and quotes are closed: commas of a generic type or a tuple separate nothing.</summary>
internal static class ApiText
{
    public static List<string> Split(string text, string separator, int most = int.MaxValue)
    {
        var parts = new List<string>();
        var depth = 0;
        var quoted = false;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (depth == 0 && parts.Count < most - 1 && string.CompareOrdinal(text, i, separator, 0, separator.Length) == 0)
            {
                parts.Add(text[start..i]);
                i += separator.Length - 1;
                start = i + 1;
            }
            else if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            // The signs of "operator <" and "->" are no brackets: those of generics follow a name or another bracket.
            else if (c == '<' && i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] == '_')) depth++;
            else if (c == '>' && depth > 0 && text[i - 1] is not ('-' or ' ')) depth--;
        }
        if (start < text.Length) parts.Add(text[start..]);
        return parts;
    }
}
