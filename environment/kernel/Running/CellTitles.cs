using Lgm.Kernel.Documents;

namespace Lgm.Kernel.Running;

/// <summary>What a person calls a code cell: the heading it stands under, numbered where several do, or its first line.</summary>
internal static class CellTitles
{
    private const int Longest = 60;

    public static IReadOnlyDictionary<Cell, string> Of(Notebook notebook)
    {
        var titles = new Dictionary<Cell, string>();
        var (heading, count) = ("", 0);
        foreach (var cell in notebook.Cells)
        {
            if (cell.Kind == "markdown" && Headings(cell.Source).LastOrDefault() is { } found) (heading, count) = (found, 0);
            if (!cell.IsCode) continue;
            count++;
            titles[cell] = Shorten(heading.Length == 0 ? FirstLine(cell.Source) : count == 1 ? heading : $"{heading} ({count})");
        }
        return titles;
    }

    /// <summary>The first heading, which is the notebook's title; null where there is none.</summary>
    public static string? Heading(Notebook notebook) => notebook.Cells.Where(c => c.Kind == "markdown").SelectMany(c => Headings(c.Source)).FirstOrDefault();

    private static IEnumerable<string> Headings(string markdown) => markdown.Split('\n')
        .Where(line => line.StartsWith('#') && line.TrimStart('#').StartsWith(' '))
        .Select(line => line.Trim('#', ' ', '\r')).Where(line => line.Length > 0);

    private static string FirstLine(string code) => code.Split('\n').Select(line => line.Trim().TrimStart('/').Trim()).FirstOrDefault(line => line.Length > 0) ?? "(empty)";

    private static string Shorten(string text) => text.Length > Longest ? text[..Longest] + "..." : text;
}
