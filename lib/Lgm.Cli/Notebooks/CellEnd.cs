using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Cli.Notebooks;

/// <summary>Which way a cell, or a notebook as a whole, ended; later ones are worse.</summary>
internal enum CellStatus { Done, Skipped, Failed, Stopped, Died, Interrupted }

/// <summary>How a cell ended and, unless it is done, why: an exception's name, its message, and the whole that the engine said.</summary>
internal sealed record CellEnd(CellStatus Status, string Name = "", string Message = "", string? Trace = null)
{
    public static CellEnd Failed(string trace)
    {
        // The name of an exception without its namespace, and its message; a compiler's error begins with its place in the code.
        var thrown = Regex.Match(trace, @"^(?:[\w#]+[.+])*(\w+): (.*?)(?:\r?\n   at |\r?\n ---> |$)", RegexOptions.Singleline);
        if (!thrown.Success) return new(CellStatus.Failed, "CompilationError", trace);
        // That a data set is not here is no fault of the notebook.
        return new(thrown.Groups[1].Value == "MissingDataException" ? CellStatus.Skipped : CellStatus.Failed, thrown.Groups[1].Value, thrown.Groups[2].Value, trace);
    }

    public JsonObject ToOutput() => Status == CellStatus.Skipped ? NotebookOutputs.Stream("stdout", $"Skipped: {Message}\n") : new()
    {
        ["ename"] = Name, ["evalue"] = Message, ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. (Trace ?? Message).Split('\n').Select(line => (JsonNode)line)]),
    };
}
