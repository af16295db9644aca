using Xunit;

namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class TrainFaultTests(TemporaryWorkbook workbook)
{
    private const string Command = $"train {CommandLineCollection.Tiny} --set Training.Epochs=2";

    [Theory]
    [InlineData("train")]
    [InlineData("run recognition")]
    [Trait("Category", "Slow")]
    public void ALossThatIsNoNumberEndsTheTrainingAndLeavesNothing(string command)
    {
        var results = workbook.Folder();
        workbook.Run($"{command} {CommandLineCollection.Tiny} --set TrainImages=100 --set Training.LearningRate=1000", results).Failed("The loss became NaN in epoch 1, at step 10", "lower learning rate than 1000");
        Assert.Empty(Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void ADamagedCheckpointIsRefused()
    {
        var path = Path.Combine(workbook.Folder(), "weights.safetensors");
        workbook.Run($"{Command} --out {path}").Succeeded();
        var bytes = File.ReadAllBytes(path);
        foreach (var damaged in new byte[][] { [], bytes[..(bytes.Length / 2)], [.. "no tensors at all"u8] })
        {
            File.WriteAllBytes(path, damaged);
            workbook.Run($"{Command} --out {path}").Failed(path, "no usable safetensors file", "train again");
        }
    }

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
