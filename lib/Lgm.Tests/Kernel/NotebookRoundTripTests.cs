using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lgm.Kernel.Documents;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>A notebook that is written back has every byte nobody changed.</summary>
public sealed class NotebookRoundTripTests
{
    private static readonly byte[] s_odd = NotebookText.Bytes(NotebookText.Odd);

    [Fact]
    public void AnUnchangedNotebookIsTheSameBytes() => Assert.Equal(s_odd, Notebook.Parse(s_odd).ToBytes());

    [Fact]
    public void AByteOrderMarkAndBlanksAroundItStay()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "\r\n "u8, .. s_odd, .. " \n\n"u8];
        Assert.Equal(bytes, Notebook.Parse(bytes).ToBytes());
    }

    [Fact]
    public void OnlyTheChangedValuesDiffer()
    {
        var notebook = Notebook.Parse(s_odd);
        notebook.Cells[1].ExecutionCount = 7;
        notebook.Cells[1].Outputs = [new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = new JsonArray("é\n") }];
        var expected = NotebookText.Odd.Replace("\"execution_count\": null", "\"execution_count\": 7")
            .Replace("\"outputs\": []", "\"outputs\": [\n    {\n     \"name\": \"stdout\",\n     \"output_type\": \"stream\",\n     \"text\": [\n      \"é\\n\"\n     ]\n    }\n   ]");
        Assert.Equal(expected, Encoding.UTF8.GetString(notebook.ToBytes()));
    }

    [Fact]
    public void AChangeTakenBackIsNone()
    {
        var notebook = Notebook.Parse(s_odd);
        var (metadata, cell) = (notebook.Metadata, notebook.Cells[1]);
        (notebook.Metadata, cell.Metadata, cell.ExecutionCount, cell.Source) = ([], [], 3, "y");
        Assert.NotEqual(s_odd, notebook.ToBytes());
        (notebook.Metadata, cell.Metadata, cell.ExecutionCount) = (metadata, new JsonObject { ["tags"] = new JsonArray("parameters"), ["collapsed"] = false }, null);
        cell.Source = "var x = 1;\nx";
        Assert.Equal(s_odd, notebook.ToBytes());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnInsertedCellLeavesTheOthersAlone(int index)
    {
        var notebook = Notebook.Parse(s_odd);
        var texts = Notebook.Parse(s_odd).Cells.Select(c => Encoding.UTF8.GetString(c.ToBytes())).ToList();
        notebook.Insert(index, Cell.Code("1", "new", "injected-parameters"));
        var written = Encoding.UTF8.GetString(notebook.ToBytes());
        Assert.All(texts, text => Assert.Contains(text, written));
        var again = Notebook.Parse(notebook.ToBytes());
        Assert.Equal(4, again.Cells.Count);
        Assert.Equal(("new", "1"), (again.Cells[index].Id, again.Cells[index].Source));
        Assert.Contains("\"unknown\": {\"b\": 0.10, \"a\": [ ] , \"e\": \"\\u00e9\\/\"}", written);
    }

    [Fact]
    public void SourcesOfAnyTextComeBack() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        // Half of a surrogate pair is no text, and JSON has no place for it.
        var source = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        var notebook = Notebook.Parse(s_odd);
        notebook.Cells[1].Source = source;
        Assert.Equal(source, Notebook.Parse(notebook.ToBytes()).Cells[1].Source);
    }).QuickCheckThrowOnFailure();
}
