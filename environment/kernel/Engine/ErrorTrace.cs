using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Lgm.Kernel.Engine;

/// <summary>Turns compiler messages and exceptions into a <see cref="CellError"/> that speaks of cells and lines, not of the engine.</summary>
internal static partial class ErrorTrace
{
    public static CellError Of(IEnumerable<Diagnostic> errors)
    {
        string[] lines = [.. errors.Select(Line)];
        return new CellError("CompilationError", lines[0], lines);
    }

    public static CellError Of(Exception exception)
    {
        var fault = exception is AggregateException { InnerExceptions: [var single] } ? single : exception;
        var message = fault is OutOfMemoryException ? "The cell needed more memory than it can have." : fault.Message;
        List<string> lines = [$"{fault.GetType().FullName}: {message}"];
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException) lines.Add($"  because of {inner.GetType().FullName}: {inner.Message}");
        lines.AddRange(Frames(fault));
        return new CellError(fault.GetType().Name, message, lines);
    }

    /// <summary>Something the engine itself has to say.</summary>
    public static CellError Of(string name, string message) => new(name, message, [message]);

    private static string Line(Diagnostic error)
    {
        var place = error.Location.GetLineSpan();
        var where = place.Path.Length == 0 || !error.Location.IsInSource ? "" : place.Path == Session.CellName ? $"line {place.StartLinePosition.Line + 1}, column {place.StartLinePosition.Character + 1}: "
            : $"{Path.GetFileName(place.Path)}, line {place.StartLinePosition.Line + 1}: ";
        return $"{where}{error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} ({error.Id})";
    }

    // What stands below the cell in the stack is the engine, and tells nobody anything.
    private static IEnumerable<string> Frames(Exception fault)
    {
        foreach (var line in (fault.StackTrace ?? "").Split('\n'))
        {
            if (line.Contains("Microsoft.CodeAnalysis.Scripting") || line.Contains("Lgm.Kernel.")) break;
            if (!line.StartsWith("   at ", StringComparison.Ordinal)) continue;
            yield return Submission().Replace(FilePlace().Replace(line, m => $" in {Path.GetFileName(m.Groups[1].Value)}, line {m.Groups[2].Value}"), "");
        }
    }

    [GeneratedRegex(@" in ([^\n]*):line (\d+)")]
    private static partial Regex FilePlace();

    [GeneratedRegex(@"(?<=at )Submission#\d+\.(<<Initialize>>d__\d+\.MoveNext\(\)( in )?)?")]
    private static partial Regex Submission();
}
