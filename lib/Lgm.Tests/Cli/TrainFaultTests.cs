namespace Lgm.Tests.Cli;

/// <summary>What ends a training early, and what is left then.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class TrainFaultTests(TemporaryWorkbook workbook)
{
    private const string Command = $"run recognition {CommandLineCollection.Tiny} --set Losses=softmax --set Training.Epochs=1";

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void AFullDiskIsOneSentenceAndAnOlderResultIsUnharmed()
    {
        var (elsewhere, disk) = (workbook.Folder(), workbook.Folder());
        workbook.Run(Command, elsewhere).Succeeded();
        var result = Directory.GetFiles(elsewhere).Single();
        // Too small for a checkpoint of some megabytes.
        Skip.IfNot(NotebookTool.Run(elsewhere, "mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk).Code == 0, "A small disk can only be mounted as root.");
        try
        {
            var (old, weights) = (Path.Combine(disk, Path.GetFileName(result)), Path.Combine(disk, "weights.safetensors"));
            File.Copy(result, old);
            workbook.Run(Command, disk).Failed(disk, "could not be written", "free some space");
            workbook.Run($"train {CommandLineCollection.Tiny} --set Training.Epochs=1 --out {weights}").Failed(weights, "could not be written", "free some space");
            Assert.Equal(File.ReadAllBytes(result), File.ReadAllBytes(old));
            // Nothing half-written holds on to what space there is.
            Assert.Equal([old], Directory.GetFiles(disk, "*", SearchOption.AllDirectories));
            workbook.Run("results", disk).Succeeded("Softmax");
        }
        finally
        {
            Assert.Equal(0, NotebookTool.Run(elsewhere, "umount", disk).Code);
        }
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void APlaceThatCannotBeWrittenIsNamedBeforeTheTraining()
    {
        var folder = workbook.Folder();
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "mine");
        // At this learning rate the loss is no number before the first checkpoint is written: a fault found only then would not be named.
        const string diverging = $"{CommandLineCollection.Tiny} --set TrainImages=100 --set Training.LearningRate=1000";
        foreach (var path in new[] { Path.Combine(file, "weights.safetensors"), folder, "/proc/weights.safetensors" })
            workbook.Run($"train {diverging} --out {path}").Failed($"{path} could not be written", "choose another place");
        workbook.Run($"run recognition {diverging}", results: file).Failed(file, "could not be written", "choose another place");
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }
}
