namespace Lgm.Tests.Cli;

/// <summary>What <c>lgm doctor</c> finds; and a machine without a usable libtorch: what needs none works, everything else says what to do.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class DoctorTests(TemporaryWorkbook whole)
{
    [Fact]
    public void ItTriesWhatIsNeededAndSaysWhatItFound() => whole.Run("doctor").Succeeded("libtorch   2.", "processor", "threads    1", "ok         a training that is saved, loaded and goes on");

    [SkippableTheory]
    [InlineData("libLibTorchSharp.so", "--help", "data list", "data verify mnist", "run recognition --list")]
    [InlineData("libtorch_cpu.so", "run recognition --list")]
    public void WithoutItHelpAndListsWorkAndTheRestSaysWhichLibraryAndWhatToDo(string library, params string[] working)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Libraries have these names on Linux.");
        using var workbook = new TemporaryWorkbook();
        File.Delete(Path.Combine(workbook.Program, library));
        foreach (var command in working) workbook.Run(command).Succeeded();
        foreach (var command in new[] { "doctor", "train" }) workbook.Run(command).Failed("libLibTorchSharp.so", "cannot be loaded", "environment/setup.sh");
    }
}
