namespace Lgm.Tests.Notebooks;

/// <summary>
/// The assignments without nbgrader: solutions and hidden tests are cleared here as its preprocessors clear them, and
/// <c>lgm notebook run</c> runs what is submitted, behind the confinement that <c>notebooks/assignments/README.md</c> describes.
/// </summary>
public sealed class AssignmentTests
{
    private static readonly string s_folder = Path.Combine(NotebookTool.Folder, "assignments"), s_confined = Path.Combine(s_folder, "confined.sh");
    private static readonly Lazy<bool> s_confines = new(() => OperatingSystem.IsLinux() && NotebookTool.Run(s_folder, "bash", s_confined, "true").Code == 0);

    [Theory]
    [InlineData("a1-the-loss")]
    [InlineData("a2-training")]
    [InlineData("a3-fgsm")]
    [InlineData("a4-detection")]
    public void ItIsOfNbgradersThirdSchema(string name)
    {
        var path = Path.Combine(s_folder, name, $"{name}.ipynb");
        Assert.Empty(NotebookLint.Check(path));
        var (source, released) = (Read(path), Release(Read(path)));
        Assert.All(Graded(source), cell => Assert.Equal((3, (string?)cell["id"], "code"), ((int?)Grader(cell)!["schema_version"], (string?)Grader(cell)!["grade_id"], (string?)cell["cell_type"])));
        Assert.Equal(20, Graded(source).Sum(cell => (int?)Grader(cell)!["points"] ?? 0));
        foreach (var (cell, shown) in Graded(source).Zip(Graded(released)))
        {
            var (solution, test, locked) = ((bool)Grader(cell)!["solution"]!, (bool)Grader(cell)!["grade"]!, (bool)Grader(cell)!["locked"]!);
            Assert.Equal((!solution, test, solution), (locked, Grader(cell)!.ContainsKey("points"), Text(shown).Contains("NotImplementedException")));
            Assert.DoesNotMatch("BEGIN|END (SOLUTION|HIDDEN)", Text(shown));
        }
        foreach (var mark in new[] { "// ### BEGIN SOLUTION", "// ### END HIDDEN TESTS" }) Assert.Contains($"\"{mark}\"", File.ReadAllText(Path.Combine(s_folder, "nbgrader_config.py")));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void TheSolutionHasAllPointsAndTheReleaseNone()
    {
        var source = Read(Path.Combine(s_folder, "a1-the-loss", "a1-the-loss.ipynb"));
        using var solved = new Submission(source);
        using var empty = new Submission(Release(source));
        Assert.True(solved.End() == (0, 20), $"{solved.End()}: {solved.Said}");
        Assert.Equal((0, 0), empty.End());
    }

    // What a cell can do to its own process, NotebookFaultTests say; here, what it can do to the machine.
    [SkippableFact]
    [Trait("Category", "Slow")]
    public void HostileSubmissionsGetThePointsTheyHaveEarned()
    {
        using var precious = new NotebookFolder();
        File.WriteAllText(precious["gradebook.db"], "precious");
        var cases = new (bool Harms, string Square, int ExitCode)[]
        {
            (false, "while (true) { }", 4),
            (true, "var kept = new List<byte[]>(); while (true) { kept.Add(new byte[1 << 24]); Array.Fill(kept[^1], (byte)1); }", 0),
            (true, $"System.IO.File.WriteAllText(\"{precious["gradebook.db"]}\", \"5 points\"); return n * n;", 0),
        };
        var runs = cases.Where(c => !c.Harms || s_confines.Value).Select(c => (Case: c, Submission: new Submission(Squaring(c.Square)))).ToArray();
        try { Assert.All(runs, run => Assert.Equal((run.Case.Square, run.Case.ExitCode, 2), (run.Case.Square, run.Submission.End().ExitCode, run.Submission.End().Points))); }
        finally { foreach (var run in runs) run.Submission.Dispose(); }
        Assert.Equal("precious", File.ReadAllText(precious["gradebook.db"]));
        Skip.IfNot(s_confines.Value, "One of three: for the others install bubblewrap (Debian: apt-get install bubblewrap), and allow user namespaces.");
    }

    // Two points that are earned, and three for a square.
    private static JsonObject Squaring(string code)
    {
        var notebook = NotebookFolder.Notebook("int Twice(int n) => 2 * n;", "if (Twice(3) != 6) throw new Exception();", $"int Square(int n) {{ {code} }}", "if (Square(3) != 9) throw new Exception();");
        foreach (var (place, points) in new[] { (1, 2), (3, 3) }) notebook["cells"]![place]!["metadata"]!["nbgrader"] = new JsonObject { ["points"] = points };
        return notebook;
    }

    // ClearSolutions, and ClearHiddenTests.
    private static JsonObject Release(JsonObject source)
    {
        var released = source.DeepClone().AsObject();
        foreach (var cell in Graded(released))
            cell["source"] = Regex.Replace(Regex.Replace(Text(cell), @"( *)// ### BEGIN SOLUTION.*?// ### END SOLUTION", "$1// YOUR CODE HERE\n$1throw new NotImplementedException();", RegexOptions.Singleline),
                "// ### BEGIN HIDDEN TESTS.*?// ### END HIDDEN TESTS", "", RegexOptions.Singleline);
        return released;
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    private static IEnumerable<JsonObject> Graded(JsonObject notebook) => notebook["cells"]!.AsArray().Select(c => c!.AsObject()).Where(c => Grader(c) is not null);
    private static JsonObject? Grader(JsonNode cell) => cell["metadata"]!["nbgrader"]?.AsObject();
    private static string Text(JsonNode cell) => Documents.CommittedNotebook.Text(cell["source"]);

    /// <summary>A submission that is graded.</summary>
    private sealed class Submission : IDisposable
    {
        private readonly NotebookFolder folder = new();
        private readonly LgmProcess run;

        public Submission(JsonObject submitted)
        {
            // Execute goes on after an error.
            foreach (var cell in submitted["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code")) cell!["metadata"]!["tags"] = new JsonArray("raises-exception");
            File.WriteAllText(folder["in.ipynb"], submitted.ToJsonString().Replace("../../../", $"{NotebookTool.Root}/"));
            run = folder.Start($"-o {folder["out.ipynb"]} --timeout 30{(s_confines.Value ? $" --through {s_confined}" : "")}");
        }

        // SaveAutoGrades: the points of a cell that has run without an error.
        public (int ExitCode, int Points) End() => (run.End().ExitCode, Graded(Read(folder["out.ipynb"])).Where(c => (int?)c["execution_count"] > 0 && c["outputs"]!.AsArray().All(o => (string?)o!["output_type"] != "error"))
            .Sum(cell => (int?)Grader(cell)!["points"] ?? 0));

        public string Said => run.End().Errors;

        public void Dispose()
        {
            run.Dispose();
            folder.Dispose();
        }
    }
}
