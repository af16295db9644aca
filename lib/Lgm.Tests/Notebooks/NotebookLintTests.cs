namespace Lgm.Tests.Notebooks;

public sealed class NotebookLintTests
{
    private static readonly string s_prose = "# Title\n" + string.Concat(Enumerable.Repeat("word ", 450));

    public static TheoryData<string, Action<JsonObject>> Faults() => new()
    {
        { "The format is 4.4, not 4.5", n => n["nbformat_minor"] = 4 },
        { "The kernel is \"python3\", not .net-csharp", n => n["metadata"]!["kernelspec"]!["name"] = "python3" },
        { "Cell 2 has no id", n => n["cells"]![1]!.AsObject().Remove("id") },
        { "Cell 2 has the id \"a b\"", n => n["cells"]![1]!["id"] = "a b" },
        { "Cell 2 has the id \"cell-0\" of an earlier cell", n => n["cells"]![1]!["id"] = "cell-0" },
        { "Cell 2 has the absolute path /home/me/x", n => n["cells"]![1]!["source"] = "Load(\"/home/me/x\")" },
        { "The outputs of cell 2 have the absolute path /tmp/x", n => Output(n, "stream", "text", "in /tmp/x") },
        { "Cell 2 has an error as its output", n => Output(n, "error", "evalue", "bad") },
        { "The file has ", n => Output(n, "stream", "text", new string('x', 1 << 20)) },
        { "There are 16 code cells, more than 15", n => { for (var i = 0; i < 15; i++) n["cells"]!.AsArray().Add(Copy(n, $"more-{i}")); } },
        { "There are 130 lines of code, more than 120", n => { for (var i = 0; i < 10; i++) n["cells"]!.AsArray().Add(Copy(n, $"more-{i}", 13)); n["cells"]![1]!["source"] = "// none"; } },
        { "Cell 2 has 16 lines of code, more than 15", n => n["cells"]![1]!["source"] = string.Concat(Enumerable.Repeat("F();\n", 16)) },
        { "The prose has 1 words, not 400 to 800", n => n["cells"]![0]!["source"] = "# Title $a b c$ [](a/b)" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void EachFaultIsNamed(string start, Action<JsonObject> spoil)
    {
        var notebook = NotebookFolder.Notebook(s_prose, "class A { }");
        Assert.Empty(Check(notebook));
        spoil(notebook);
        Assert.StartsWith(start, Assert.Single(Check(notebook)));
    }

    [Fact]
    public void AssignmentsMayBeShortAndErrorsWanted()
    {
        var notebook = NotebookFolder.Notebook("# Title", "raises-exception|throw new Exception();");
        Output(notebook, "error", "evalue", "wanted");
        Assert.Empty(Check(notebook, "assignments"));
        Assert.Single(Check(notebook));
    }

    private static IReadOnlyList<string> Check(JsonObject notebook, string subfolder = "")
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, subfolder)).FullName, "n.ipynb");
        File.WriteAllText(path, notebook.ToJsonString());
        return NotebookLint.Check(path);
    }

    private static void Output(JsonObject notebook, string type, string key, string text) => notebook["cells"]![1]!["outputs"] = new JsonArray(new JsonObject { ["output_type"] = type, [key] = text });

    private static JsonNode Copy(JsonObject notebook, string id, int lines = 1)
    {
        var copy = notebook["cells"]![1]!.DeepClone();
        (copy["id"], copy["source"]) = (id, string.Concat(Enumerable.Repeat("F();\n", lines)));
        return copy;
    }
}
