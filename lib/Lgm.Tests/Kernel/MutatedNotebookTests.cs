using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lgm.Kernel;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Linting;
using Lgm.Kernel.Running;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>
/// Notebooks with bytes changed, lost, doubled and swapped: each is refused with one sentence, or read, checked, changed
/// and written whole. LGM_MUTATIONS=10000 tries more of them.
/// </summary>
public sealed class MutatedNotebookTests
{
    private static readonly string[] s_splices =
        ["null", "{}", "[]", "\"\"", "1e999", "-0", "\"\\ud83d\"", "\"code\"", "\u0000", "\"cells\"", ",", "}", "]", "\"tags\": [null],", "\uFFFE", "true", "9999999999999999999"];

    [Fact]
    public void EveryMutationIsRefusedOrKeptWhole()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("LGM_MUTATIONS") ?? "500");
        var seeds = new[] { NotebookText.Odd, NotebookText.Of("# Prose\n\n$x$", "parameters|var a = 1;", "raises-exception|throw new Exception();", "display(1)") };
        var random = new Random(20180601);
        var (refused, slowest) = (0, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutate(NotebookText.Bytes(seeds[i % seeds.Length]), random);
            var clock = Stopwatch.StartNew();
            if (!IsKeptWhole(bytes)) refused++;
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }
        // Both ways must have been gone, or the mutations test nothing.
        Assert.InRange(refused, count / 10, count * 99 / 100);
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"One took {slowest}.");
    }

    private static bool IsKeptWhole(byte[] bytes)
    {
        Notebook notebook;
        try
        {
            notebook = Notebook.Parse(bytes, "A.ipynb");
        }
        catch (NotebookException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
        Assert.Equal(bytes, notebook.ToBytes());
        foreach (var sentence in NotebookLint.Check(notebook)) Assert.NotEmpty(sentence);
        _ = CellTitles.Of(notebook);
        try { Parameters.Inject(notebook, [KeyValuePair.Create("a", "2")]); }
        catch (NotebookException) { }
        var count = notebook.Cells.Count;
        foreach (var cell in notebook.Cells.Where(c => c.IsCode)) (cell.Outputs, cell.ExecutionCount) = ([new JsonObject { ["output_type"] = "stream" }], 1);
        var again = Notebook.Parse(notebook.ToBytes());
        Assert.Equal(notebook.Cells.Select(c => c.Source), again.Cells.Select(c => c.Source));
        Assert.All(again.Cells.Where(c => c.IsCode), c => Assert.Equal(1, c.ExecutionCount));
        Assert.Equal(count, again.Cells.Count);
        // Not only by our own reading.
        using var document = JsonDocument.Parse(notebook.ToBytes().AsMemory(JsonSource.Start(bytes)), new JsonDocumentOptions { MaxDepth = 100 });
        return true;
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            var length = Math.Min(random.Next(1, 60), bytes.Length - at);
            bytes = random.Next(7) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + length)..]],
                2 => [.. bytes[..(at + length)], .. bytes[at..]],
                3 => bytes[..at],
                // A value for a value leaves JSON that is valid and a notebook that may not be.
                4 or 5 => SpliceValue(bytes, random),
                _ => [.. bytes[..at], .. NotebookText.Bytes(s_splices[random.Next(s_splices.Length)]), .. bytes[at..]],
            };
        }
        return bytes;
    }

    private static byte[] SpliceValue(byte[] bytes, Random random)
    {
        int[] colons = [.. Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == ':')];
        if (colons.Length == 0) return bytes;
        var start = colons[random.Next(colons.Length)] + 1;
        var end = Array.FindIndex(bytes, start, b => b is (byte)',' or (byte)'}' or (byte)'\n');
        return [.. bytes[..start], .. NotebookText.Bytes(s_splices[random.Next(s_splices.Length)]), .. bytes[(end < 0 ? bytes.Length : end)..]];
    }
}
