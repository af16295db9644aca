using System.Text.Json.Nodes;
using Lgm.Data;
using Lgm.Tests.Cli;
using Lgm.Tests.Kernel;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>Notebooks through Jupyter's own headless client, beside our runner: the cells show the same.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class NbclientTests(TemporaryWorkbook workbook)
{
    // Both run every notebook once, which takes minutes: these two unless all are asked for.
    private const string All = "LGM_ALL_NOTEBOOKS";
    private static readonly string[] s_few = ["01-the-loss.ipynb", "08-adversarial-detection.ipynb"];

    [SkippableFact]
    public void ShowsWhatTheRunnerShows()
    {
        var folder = workbook.Folder();
        var source = Path.Combine(folder, "in.ipynb");
        File.WriteAllText(source, NotebookText.Of(
            "# A title", "var x = 1;", "Console.WriteLine(x); Console.Error.WriteLine(2); display(HTML(\"<b>3</b>\")); new[] { 1.5, 2 }", "var d = display(4); d.Update(5);",
            "await Task.Delay(1); x + 1", "raises-exception|throw new Exception(\"wanted\");", "for (var i = 0; i < 5000; i++) Console.WriteLine(i);", "Console.WriteLine(6); ClearOutput(); display(7);",
            """record Drawn(); Formatter.Register<Drawn>(_ => "{\"data\":[],\"layout\":{}}", "application/vnd.plotly.v1+json"); Formatter.Register<Drawn>(_ => "<i>drawn</i>", "text/html"); new Drawn()"""));
        Assert.True(AssertSame(new JupyterInstallation(workbook), source));
    }

    [SkippableFact]
    public void CommittedNotebooksGiveTheSameResults()
    {
        var jupyter = new JupyterInstallation(workbook);
        var root = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");
        var folder = Path.Combine(root, "notebooks");
        var notebooks = Environment.GetEnvironmentVariable(All) is null ? s_few.Select(name => Path.Combine(folder, name)) : Directory.GetFiles(folder, "*.ipynb").Order(StringComparer.Ordinal);
        var without = notebooks.Where(notebook => !AssertSame(jupyter, notebook)).Select(Path.GetFileName).ToList();
        Skip.If(without.Count > 0, $"The data of {string.Join(", ", without)} are not here; the others show the same.");
    }

    // False where the notebook ended as skipped for want of its data.
    private bool AssertSame(JupyterInstallation jupyter, string notebook)
    {
        var folder = workbook.Folder();
        var (ours, theirs) = (Path.Combine(folder, "ours.ipynb"), Path.Combine(folder, "theirs.ipynb"));
        using (var run = workbook.Start($"notebook run {notebook} -o {ours}"))
        {
            var outcome = run.End(TimeSpan.FromMinutes(30));
            // Without its data the runner ends a notebook as skipped; to nbclient the same is an error.
            if (outcome.ExitCode == 6) return false;
            Assert.True(outcome.ExitCode == 0, outcome.ToString());
        }
        var (code, said) = jupyter.Python(folder, TimeSpan.FromMinutes(30), Path.Combine(AppContext.BaseDirectory, "Jupyter", "nbclient_run.py"), notebook, theirs);
        Assert.True(code == 0, said);
        // Cell by cell, so that a failure shows where two texts part.
        var (runner, client) = (Shown(ours), Shown(theirs));
        Assert.Equal(runner.Length, client.Length);
        Assert.All(runner.Zip(client), pair => Assert.Equal(pair.First, pair.Second));
        return true;
    }

    // What all cells show, without what the two may differ in: ids, counts, whether a value is a display or a result, and
    // the form of a figure (the runner keeps its JSON and a picture, a live front end gets HTML too).
    private static string[] Shown(string file) =>
        [.. JsonNode.Parse(File.ReadAllText(file))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").Select((c, i) => $"{i}: {string.Join("; ", Merged(c!["outputs"]!.AsArray()).Select(Shown))}")];

    // How often a stream is handed on is a matter of timing; nbclient keeps each part as an output of its own.
    private static List<JsonNode> Merged(JsonArray outputs)
    {
        List<JsonNode> merged = [];
        foreach (var output in outputs)
        {
            if (merged is [.., var last] && (string?)output!["output_type"] == "stream" && (string?)last["output_type"] == "stream" && (string?)output["name"] == (string?)last["name"])
                last["text"] = new JsonArray(Text(last["text"]) + Text(output["text"]));
            else merged.Add(output!.DeepClone());
        }
        return merged;
    }

    private static string Shown(JsonNode output)
    {
        switch ((string?)output["output_type"])
        {
            case "stream": return $"{output["name"]}: {Text(output["text"])}";
            case "error": return $"{output["ename"]}: {output["evalue"]} {output["traceback"]!.ToJsonString()}";
        }
        var data = output["data"]!.AsObject();
        var isFigure = data.ContainsKey("application/vnd.plotly.v1+json");
        return string.Join(", ", data.Where(d => !isFigure || d.Key is not ("text/html" or "image/png")).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} {Text(d.Value)}"));
    }

    // nbformat writes the keys of an object in the order of the alphabet.
    private static string Text(JsonNode? text) => text is JsonArray lines && lines.All(l => l is JsonValue value && value.TryGetValue<string>(out _)) ? string.Concat(lines.Select(l => (string?)l)) : Sorted(text)!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
