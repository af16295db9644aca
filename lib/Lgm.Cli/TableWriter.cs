using Spectre.Console;

namespace Lgm.Cli;

/// <summary>Prints result tables.</summary>
public static class TableWriter
{
    /// <summary>The table with its title above and its notes below.</summary>
    public static void Print(ResultTable table)
    {
        Console.WriteLine();
        Console.WriteLine(table.Title);
        string[][] rows = [.. table.Rows.Select(row => row.Select(cell => cell.ToString()).ToArray())];
        if (CommandLine.IsTerminal)
        {
            var drawn = new Table().Border(TableBorder.Rounded);
            foreach (var column in table.Columns) drawn.AddColumn(new TableColumn(Markup.Escape(column)));
            foreach (var row in rows) drawn.AddRow([.. row.Select(Markup.Escape)]);
            AnsiConsole.Write(drawn);
        }
        else
        {
            // A log has no width to fit: one line a row, columns aligned.
            int[] widths = [.. table.Columns.Select((c, i) => rows.Select(r => r[i].Length).Append(c.Length).Max())];
            string Line(IReadOnlyList<string> cells) => string.Join("  ", cells.Select((c, i) => c.PadRight(widths[i]))).TrimEnd();
            Console.WriteLine(Line(table.Columns));
            Console.WriteLine(string.Join("  ", widths.Select(w => new string('-', w))));
            foreach (var row in rows) Console.WriteLine(Line(row));
        }
        foreach (var note in table.Notes) Console.WriteLine(note);
    }
}
