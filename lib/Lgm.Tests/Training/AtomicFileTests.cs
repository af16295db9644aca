using System.Diagnostics;
using Xunit;

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

    [Fact]
    public void AnyOtherFaultOfTheWriterLeavesTheOldFileToo()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a.txt"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a.txt"], _ => throw new InvalidOperationException()));
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal([folder["a.txt"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void FoldersAreMadeAndFilesReplaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder["new/deep/a.txt"];
        AtomicFile.Write(path, "one");
        AtomicFile.Write(path, "Zwölf");
        Assert.Equal("Zwölf", File.ReadAllText(path));
    }

    [SkippableFact]
    public void AFullDiskLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        var disk = Directory.CreateDirectory(folder["disk"]).FullName;
        Skip.IfNot(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk), "a small disk can be mounted by root only");
        try
        {
            var path = Path.Combine(disk, "a.bin");
            AtomicFile.Write(path, stream => stream.Write(new byte[150_000]));
            var message = Assert.Throws<WorkbookException>(() => AtomicFile.Write(path, stream => stream.Write(Enumerable.Repeat((byte)7, 150_000).ToArray()))).Message;
            Assert.Contains("free some space", message);
            Assert.Equal(new byte[150_000], File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(disk));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
