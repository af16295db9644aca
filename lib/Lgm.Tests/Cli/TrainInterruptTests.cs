namespace Lgm.Tests.Cli;

/// <summary>However a training is stopped, the same command goes on, and ends with the bytes of one that was not.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class TrainInterruptTests(TemporaryWorkbook workbook)
{
    // About forty steps an epoch, so that a signal falls into one.
    private const string Command = "train --loss lgm --set TrainImages=200 --set TestImages=20 --set Training.BatchSize=5 --set Features=4 --set Training.LearningRate=0.0005 --set Training.Epochs=4";

    // The same for every test: trained once.
    private static byte[]? s_whole;

    // SIGTERM, which does the same, goes to the tasks of SweepCommandTests.
    [Fact]
    [Trait("Category", "Slow")]
    public void ASignalKeepsWhatWasDone()
    {
        var (whole, path) = (Uninterrupted(), Path.Combine(workbook.Folder(), "stopped.safetensors"));
        using (var process = Start(path))
        {
            process.WaitUntil(() => File.Exists(path));
            Thread.Sleep(200);
            process.Signal("INT");
            process.End().Ended(130, "Interrupted", "same command");
        }
        var kept = File.ReadAllBytes(path);
        Assert.NotEqual(whole, kept);
        AssertAlone(path);

        using var again = Start(path);
        again.End().Succeeded("L-GM: ", "of 20 test images", $"Weights: {path}");
        Assert.Equal(whole, File.ReadAllBytes(path));
        AssertAlone(path);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void KilledWhileItWritesNoHalfWrittenFileIsTaken()
    {
        var (whole, path) = (Uninterrupted(), Path.Combine(workbook.Folder(), "killed.safetensors"));
        using (var process = Start(path))
        {
            // The worst moment: while a checkpoint is being written over an older one.
            process.WaitUntil(() => File.Exists(path) && Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.partial").Any());
            process.Signal("KILL");
            Assert.Equal(137, process.End().ExitCode);
        }
        using var last = Start(path);
        last.End().Succeeded();
        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    private byte[] Uninterrupted()
    {
        if (s_whole is not null) return s_whole;
        var path = Path.Combine(workbook.Folder(), "whole.safetensors");
        using var process = Start(path);
        process.End().Succeeded();
        return s_whole = File.ReadAllBytes(path);
    }

    private LgmProcess Start(string path) => workbook.Start($"{Command} --out {path}");

    private static void AssertAlone(string path) => Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
}
