using System.Diagnostics;
using Xunit;

namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class FullDiskTests(TemporaryWorkbook workbook)
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
        Skip.IfNot(Call("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk), "A small disk can only be mounted as root.");
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
            Assert.True(Call("umount", disk));
        }
    }

    private static bool Call(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
