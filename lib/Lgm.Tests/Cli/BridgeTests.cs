using Xunit;

namespace Lgm.Tests.Cli;

/// <summary>A machine without a usable libtorch: what needs none works, everything else says what to install.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class BridgeTests : IDisposable
{
    private readonly TemporaryWorkbook workbook = new();

    [SkippableFact]
    public void WithoutTheBridgeHelpListsAndTablesWork()
    {
        RequireBridge();
        File.Delete(workbook.Bridge);
        foreach (var command in new[] { "--help", "data --help", "train --help", "run --help", "results --help", "doctor --help", "data list", "data verify mnist", "run recognition --list" })
            workbook.Run(command).Succeeded();
        foreach (var command in new[] { "doctor", "train", "run recognition", "run recognition --json" })
            workbook.Run(command).Failed("libtorch bridge is missing", workbook.Bridge, "bash environment/setup.sh", "libtorch-dev");
    }

    [SkippableFact]
    public void ABridgeThatIsNoLibrarySaysWhatToDo()
    {
        RequireBridge();
        File.WriteAllText(workbook.Bridge, string.Concat(Enumerable.Repeat("This is no library.\n", 50)));
        foreach (var command in new[] { "doctor", "train" })
            workbook.Run(command).Failed("libtorch cannot be loaded", workbook.Bridge, "invalid ELF header", "libtorch-dev", "bash environment/setup.sh");
    }

    [SkippableFact]
    public void ABridgeOfAnotherBuildSaysWhatToDo()
    {
        RequireBridge();
        // Any library without the bridge's functions.
        var library = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so").FirstOrDefault();
        Skip.If(library is null, "The .NET runtime here has no shared library of that name.");
        File.Copy(library!, workbook.Bridge, overwrite: true);
        workbook.Run("doctor").Failed("another build", "bash environment/setup.sh");
    }

    [Fact]
    public void DoctorTriesWhatIsNeededAndSaysWhatItFound()
    {
        var found = workbook.Run("doctor").Succeeded("libtorch", "processor", "threads    1", "ok         convolution", "golden loss", "saving and loading");
        Assert.Equal(Lgm.Experiments.SelfTest.Checks.Count, found.Split('\n').Count(l => l.StartsWith("ok ")));
    }

    private void RequireBridge() => Skip.IfNot(File.Exists(workbook.Bridge), "The nuget profile brings libtorch inside its packages, without a bridge.");

    public void Dispose() => workbook.Dispose();
}
