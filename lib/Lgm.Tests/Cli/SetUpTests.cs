namespace Lgm.Tests.Cli;

/// <summary>
/// The set-up: <c>environment/lgm</c>, copied into a workbook of the test's own; what <c>lgm doctor</c> finds; and a machine without a
/// usable libtorch, where what needs none works and everything else says what to do.
/// </summary>
[Collection(CommandLineCollection.Name)]
public sealed class SetUpTests(TemporaryWorkbook workbook)
{
    [Fact]
    public void BeforeSetUpItSaysToRunIt()
    {
        var folder = workbook.Folder();
        foreach (var file in new[] { "lgm", "native.env" }) File.Copy(Path.Combine(workbook.Scripts(), file), Path.Combine(folder, file));
        Run(Path.Combine(folder, "lgm"), folder, "--help").Failed("not built yet", "bash environment/setup.sh");
    }

    [Fact]
    public void ItRunsTheProgramFromAnywhereAndThroughALink()
    {
        var (launcher, link) = (Path.Combine(workbook.Scripts(), "lgm"), Path.Combine(workbook.Folder(), "lgm"));
        File.CreateSymbolicLink(link, launcher);
        Run(launcher, workbook.Folder(), "data", "list").Succeeded("200 + 60 images");
        Run(link, workbook.Folder(), "run", "nope").Failed("experiment \"nope\"");
    }

    [Fact]
    public void ItTriesWhatIsNeededAndSaysWhatItFound() => workbook.Run("doctor").Succeeded("libtorch   2.", "processor", "threads    1", "ok         a training that is saved, loaded and goes on");

    [SkippableFact]
    public void WithoutItHelpAndListsWorkAndTheRestSaysWhichLibraryAndWhatToDo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Libraries have these names on Linux.");
        using var broken = new TemporaryWorkbook();
        File.Delete(Path.Combine(broken.Program, "libLibTorchSharp.so"));
        foreach (var command in new[] { "--help", "data verify mnist", "run recognition --list" }) broken.Run(command).Succeeded();
        foreach (var command in new[] { "doctor", "train" }) broken.Run(command).Failed("libLibTorchSharp.so", "cannot be loaded", "environment/setup.sh");
    }

    private static CliOutcome Run(string launcher, string folder, params string[] arguments)
    {
        using var process = new LgmProcess("bash", [launcher, .. arguments], new Dictionary<string, string?> { ["LGM_DATA"] = null, ["LGM_CACHE"] = null }, folder);
        return process.End();
    }
}
