namespace Lgm.Tests.Cli;

/// <summary>What <c>lgm doctor</c> finds; and a machine without a usable libtorch: what needs none works, everything else says what to do.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryWorkbook workbook = new();

    [Fact]
    public void ItTriesWhatIsNeededAndSaysWhatItFound() => workbook.Run("doctor").Succeeded("libtorch   2.", "processor", "threads    1", "ok         a training that is saved, loaded and goes on");

    [SkippableTheory]
    [InlineData("libLibTorchSharp.so")]
    [InlineData("libtorch_cpu.so")]
    public void WithoutItHelpAndListsWorkAndTheRestSaysWhichLibraryAndWhatToDo(string library)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Libraries have these names on Linux.");
        File.Delete(Path.Combine(workbook.Program, library));
        foreach (var command in new[] { "--help", "doctor --help", "data list", "data verify mnist", "run recognition --list" }) workbook.Run(command).Succeeded();
        foreach (var command in new[] { "doctor", "train" }) workbook.Run(command).Failed("libLibTorchSharp.so", "cannot be loaded", "environment/setup.sh");
    }

    public void Dispose() => workbook.Dispose();
}
