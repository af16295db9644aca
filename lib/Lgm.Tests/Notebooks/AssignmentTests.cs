namespace Lgm.Tests.Notebooks;

/// <summary>
/// The assignments as nbgrader treats them, without nbgrader: what its preprocessors do to a notebook is done here, and
/// <c>lgm notebook run</c> runs it, behind the confinement that <c>notebooks/assignments/README.md</c> describes.
/// </summary>
public sealed class AssignmentTests
{
    private static readonly (string Id, int? Points, string Code)[] s_little =
    [
        ("start", null, "var three = 3;"),
        ("twice", null, "int Twice(int n)\n{\n    // ### BEGIN SOLUTION\n    return 2 * n;\n    // ### END SOLUTION\n}"),
        ("twice-test", 2, "if (Twice(three) != 6) throw new Exception();\n// ### BEGIN HIDDEN TESTS\nif (Twice(-1) != -2) throw new Exception();\n// ### END HIDDEN TESTS"),
        ("square", null, "int Square(int n)\n{\n    // ### BEGIN SOLUTION\n    return n * n;\n    // ### END SOLUTION\n}"),
        ("square-test", 3, "if (Square(three) != 9) throw new Exception();"),
    ];

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
        Assert.All(Graded(source), cell => Assert.Equal((3, (string?)cell["id"], "code"), ((int?)Grader(cell)!["schema_version"], Id(cell), (string?)cell["cell_type"])));
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
        using var solved = new Submission(source, source);
        using var empty = new Submission(source, Release(source));
        Assert.Equal((0, 20), solved.End());
        Assert.Equal((0, 0), empty.End());
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void HostileSubmissionsGetThePointsTheyHaveEarned()
    {
        var source = Little();
        JsonObject Solving(string code) => Changed(s => Put(Find(s, "square"), $"int Square(int n) {{ {code} }}"));
        JsonObject Changed(Action<JsonObject> change) { var copy = source.DeepClone().AsObject(); change(copy); return copy; }
        using var precious = new NotebookFolder();
        File.WriteAllText(precious["gradebook.db"], "precious");
        var cases = new (string Name, bool Harms, JsonObject Submitted, int ExitCode, int Points)[]
        {
            ("edited tests", false, Changed(s =>
            {
                Put(Find(s, "twice"), "int Twice(int n) => 6;");
                Put(Find(s, "square"), "int Square(int n) => 0;");
                foreach (var id in new[] { "twice-test", "square-test" }) { Put(Find(s, id), ";"); Grader(Find(s, id))!["points"] = 100; }
            }), 0, 0),
            ("deleted cells", false, Changed(s => { s["cells"]!.AsArray().Remove(Find(s, "square")); s["cells"]!.AsArray().Remove(Find(s, "square-test")); }), 0, 2),
            ("changed ids", false, Changed(s => { Grader(Find(s, "square-test"))!["grade_id"] = "mine"; s["cells"]!.AsArray().Insert(1, Find(s, "twice-test").DeepClone()); }), 0, 2),
            ("exit", false, Solving("Environment.Exit(0); return 0;"), 5, 2),
            ("endless loop", false, Solving("while (true) { }"), 4, 2),
            ("50 MB", false, Solving("for (var i = 0; i < 500; i++) Console.WriteLine(new string('x', 99_999)); return n * n;"), 0, 5),
            ("memory", true, Solving("var kept = new List<byte[]>(); while (true) { kept.Add(new byte[1 << 24]); Array.Fill(kept[^1], (byte)1); }"), 0, 2),
            ("a file elsewhere", true, Solving($"System.IO.File.WriteAllText(\"{precious["gradebook.db"]}\", \"20 points\"); return n * n;"), 0, 2),
        };
        // Four at a time: more of them on two cores do not even start within their limit.
        foreach (var few in cases.Where(c => !c.Harms || s_confines.Value).Chunk(4))
        {
            var runs = few.Select(c => (Case: c, Submission: new Submission(source, c.Submitted))).ToArray();
            try { Assert.All(runs, run => Assert.Equal((run.Case.Name, run.Case.ExitCode, run.Case.Points), (run.Case.Name, run.Submission.End().ExitCode, run.Submission.End().Points))); }
            finally { foreach (var run in runs) run.Submission.Dispose(); }
        }
        Assert.Equal("precious", File.ReadAllText(precious["gradebook.db"]));
        Skip.IfNot(s_confines.Value, "Six of eight: for the others install bubblewrap (Debian: apt-get install bubblewrap), and allow user namespaces.");
    }

    // ClearSolutions, and ClearHiddenTests.
    private static JsonObject Release(JsonObject source)
    {
        var released = source.DeepClone().AsObject();
        foreach (var cell in Graded(released))
            Put(cell, Regex.Replace(Regex.Replace(Text(cell), @"( *)// ### BEGIN SOLUTION.*?// ### END SOLUTION", "$1// YOUR CODE HERE\n$1throw new NotImplementedException();", RegexOptions.Singleline),
                "// ### BEGIN HIDDEN TESTS.*?// ### END HIDDEN TESTS", "", RegexOptions.Singleline));
        return released;
    }

    // DeduplicateIds keeps the last; OverwriteCells puts back what is locked, and forgets ids that are not the source's. Then
    // nbgrader refuses the notebook (CheckCellMetadata); here the other cells are graded.
    private static JsonObject Sanitize(JsonObject source, JsonObject submitted)
    {
        var (sane, seen) = (submitted.DeepClone().AsObject(), new HashSet<string>());
        foreach (var cell in sane["cells"]!.AsArray().Reverse().Select(c => c!.AsObject()).Where(c => (string?)c["cell_type"] == "code"))
        {
            var own = Grader(cell) is null ? null : Graded(source).FirstOrDefault(c => Id(c) == Id(cell));
            if (own is not null && seen.Add(Id(own))) { if ((bool)Grader(own)!["locked"]!) Put(cell, Text(own)); }
            else cell["metadata"]!.AsObject().Remove("nbgrader");
            // Execute goes on after an error.
            cell["metadata"]!["tags"] = new JsonArray("raises-exception");
        }
        return sane;
    }

    private static JsonObject Little()
    {
        var notebook = NotebookFolder.Notebook([.. s_little.Select(c => c.Code)]);
        foreach (var ((id, points, code), cell) in s_little.Zip(notebook["cells"]!.AsArray()))
            cell!["metadata"]!["nbgrader"] = new JsonObject { ["grade_id"] = id, ["grade"] = points is not null, ["locked"] = !code.Contains("BEGIN SOLUTION"), ["points"] = points };
        return notebook;
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    private static IEnumerable<JsonObject> Graded(JsonObject notebook) => notebook["cells"]!.AsArray().Select(c => c!.AsObject()).Where(c => Grader(c) is not null);
    private static JsonObject? Grader(JsonNode cell) => cell["metadata"]!["nbgrader"]?.AsObject();
    private static string Id(JsonNode cell) => (string)Grader(cell)!["grade_id"]!;
    private static JsonObject Find(JsonObject notebook, string id) => Graded(notebook).First(c => Id(c) == id);
    private static string Text(JsonNode cell) => Documents.CommittedNotebook.Text(cell["source"]);
    private static void Put(JsonNode cell, string text) => cell["source"] = text;

    /// <summary>A submission that is graded.</summary>
    private sealed class Submission : IDisposable
    {
        private readonly NotebookFolder folder = new();
        private readonly JsonObject source;
        private readonly LgmProcess run;

        public Submission(JsonObject source, JsonObject submitted)
        {
            this.source = source;
            File.WriteAllText(folder["in.ipynb"], Sanitize(source, submitted).ToJsonString().Replace("../../../", $"{NotebookTool.Root}/"));
            run = folder.Start($"-o {folder["out.ipynb"]} --timeout 30{(s_confines.Value ? $" --through {s_confined}" : "")}");
        }

        // SaveAutoGrades: the points of the source, where the cell has run without an error.
        public (int ExitCode, int Points) End() => (run.End().ExitCode, Graded(Read(folder["out.ipynb"])).Where(c => (int?)c["execution_count"] > 0 && c["outputs"]!.AsArray().All(o => (string?)o!["output_type"] != "error"))
            .Sum(cell => (int?)Grader(Find(source, Id(cell)))!["points"] ?? 0));

        public void Dispose()
        {
            run.Dispose();
            folder.Dispose();
        }
    }
}
