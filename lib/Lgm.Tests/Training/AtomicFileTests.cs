namespace Lgm.Tests.Training;

public sealed class AtomicFileTests
{
    [Fact]
    public void AWriterThatFailsLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.txt"];
        AtomicFile.Write(path, "old");
        var message = Assert.Throws<WorkbookException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            stream.Flush();
            throw new IOException("No space left on device.");
        })).Message;
        Assert.Contains(path, message);
        Assert.Contains("No space left on device)", message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }
}
