using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Lgm.Kernel.Jupyter;

/// <summary>The cells of this session, for front ends that let a person step back through them. Nothing outlives the process.</summary>
internal sealed class History
{
    private const int Session = 1, Most = 1000, LongestEntry = 100_000;
    private readonly Queue<(int Line, string Code, string? Output)> entries = [];

    public void Add(int line, string code, string? output)
    {
        if (code.Length > LongestEntry) return;
        entries.Enqueue((line, code, output?.Length > LongestEntry ? null : output));
        if (entries.Count > Most) entries.Dequeue();
    }

    public JsonObject Content(Request request)
    {
        IEnumerable<(int Line, string Code, string? Output)> found = request.Text("hist_access_type") switch
        {
            "tail" => entries.TakeLast(request.Number("n") ?? Most),
            "range" => Range(request),
            "search" => Search(request),
            _ => [],
        };
        var withOutput = request.Flag("output", false);
        return new()
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(e => new JsonArray(Session, e.Line, withOutput ? new JsonArray(e.Code, e.Output) : e.Code))]),
        };
    }

    // 0 is the session that runs, negative ones are those before it, of which nothing is kept.
    private IEnumerable<(int Line, string Code, string? Output)> Range(Request request) =>
        request.Number("session") is null or 0 or Session ? entries.Where(e => e.Line >= (request.Number("start") ?? 0) && e.Line < (request.Number("stop") ?? int.MaxValue)) : [];

    private IEnumerable<(int Line, string Code, string? Output)> Search(Request request)
    {
        var pattern = request.Text("pattern", "*");
        var found = entries.Where(e => FileSystemName.MatchesSimpleExpression(pattern, e.Code, ignoreCase: false));
        if (request.Flag("unique", false)) found = found.Reverse().DistinctBy(e => e.Code).Reverse();
        return found.TakeLast(request.Number("n") ?? Most);
    }
}
