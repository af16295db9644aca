using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Cli.Notebooks;

/// <summary>Which way a cell, or a notebook as a whole, ended; later ones are worse.</summary>
internal enum CellStatus { Succeeded, WithoutData, Failed, TimedOut, Died, Interrupted }

/// <summary>How a cell ended and, unless it succeeded, why.</summary>
internal sealed partial record CellEnd(CellStatus Status, string Name = "", string Message = "", string Trace = "")
{
    /// <param name="failure">What the engine says of a cell that failed: what its compiler says, or an exception with its trace.</param>
    public static CellEnd Of(string? failure)
    {
        if (failure is null) return new(CellStatus.Succeeded);
        var thrown = Thrown().Match(failure);
        return thrown.Success ? new(thrown.Groups[1].Value == "MissingDataException" ? CellStatus.WithoutData : CellStatus.Failed, thrown.Groups[1].Value, thrown.Groups[2].Value, Foreign().Replace(failure, ""))
            : new(CellStatus.Failed, "CompilationError", failure);
    }

    public static CellEnd Died(int exitCode) => new(CellStatus.Died, "ProcessEnded", "The process of the cells " + exitCode switch
    {
        137 => "was killed (SIGKILL): perhaps the machine ran out of memory.",
        134 => "ended itself (SIGABRT): a native library, no memory, or a recursion without end.",
        139 => "crashed (SIGSEGV) in native code.",
        _ => $"ended by itself with exit code {exitCode}.",
    });

    public JsonObject ToOutput() => Status == CellStatus.WithoutData
        ? new() { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = new JsonArray($"Skipped: {Message}\n") }
        : new() { ["ename"] = Name, ["evalue"] = Message, ["output_type"] = "error", ["traceback"] = new JsonArray([.. (Trace.Length > 0 ? Trace : Message).Split('\n').Select(line => (JsonNode)line.TrimEnd())]) };

    // The name of an exception without its namespace, and its message.
    [GeneratedRegex(@"^(?:[\w#]+[.+])*(\w+): (.*?)(?:\r?\n   at |\r?\n ---> |$)", RegexOptions.Singleline)]
    private static partial Regex Thrown();

    // The engine's own frames, and the folders of the machine that a library was built on.
    [GeneratedRegex(@"\n(--- End of stack trace|   at Microsoft\.CodeAnalysis\.Scripting)[^\n]*|(?<= in )[^\n]*[/\\](?=[^/\\\n]+:line \d)")]
    private static partial Regex Foreign();
}
