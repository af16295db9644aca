using Lgm.Kernel;
using Lgm.Kernel.Documents;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>A file that is no notebook is refused with one sentence that says where and what to do.</summary>
public sealed class BrokenNotebookTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"nbformat\": 4", "line 1")]
    [InlineData("{\n\"nbformat\": 4,\n\"cells\": [,]}", "line 3")]
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4}", "\"nbformat\" stands twice")]
    [InlineData("{\"cells\": []}", "has no nbformat")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "nbformat is 3")]
    [InlineData("{\"nbformat\": \"4\", \"cells\": []}", "nbformat is \"4\"")]
    [InlineData("{\"nbformat\": 4}", "no list of cells")]
    [InlineData("{\"nbformat\": 4, \"cells\": {}}", "no list of cells")]
    [InlineData("{\"nbformat\": 4, \"cells\": [], \"metadata\": 3}", "metadata are not an object")]
    [InlineData("{\"nbformat\": 4, \"cells\": [7]}", "cell 1 is not an object")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"source\": \"\"}]}", "unknown kind null")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}", "cell 1 has a source")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}", "cell 1 has a source")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {\"tags\": [1]}}]}", "tags")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [1]}]}", "outputs")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\\ud800\"}]}", "not UTF-8")]
    public void TheFaultIsNamed(string text, string part)
    {
        var sentence = Assert.Throws<NotebookException>(() => Notebook.Parse(NotebookText.Bytes(text), "A.ipynb")).Message;
        Assert.StartsWith("A.ipynb ", sentence);
        Assert.Contains(part, sentence);
        Assert.EndsWith(".", sentence);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void BytesThatAreNoTextAreNamed() =>
        Assert.Contains("not UTF-8", Assert.Throws<NotebookException>(() => Notebook.Parse([.. "{\"nbformat\": \""u8, 0xC3, 0x28, .. "\"}"u8])).Message);

    [Fact]
    public void NestingWithoutEndIsRefused() => Assert.Throws<NotebookException>(() => Notebook.Parse(NotebookText.Bytes(new string('[', 200_000))));

    [Fact]
    public void AMissingFileIsNamed() => Assert.Contains("no notebook nowhere.ipynb", Assert.Throws<NotebookException>(() => Notebook.Load("nowhere.ipynb")).Message);
}
