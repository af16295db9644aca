namespace Lgm.Tests.Cli;

/// <summary><c>environment/lgm</c>, copied into a workbook of the test's own.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class LauncherTests(TemporaryWorkbook workbook)
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

    private static CliOutcome Run(string launcher, string folder, params string[] arguments)
    {
        using var process = new LgmProcess("bash", [launcher, .. arguments], new Dictionary<string, string?> { ["LGM_DATA"] = null, ["LGM_CACHE"] = null }, folder);
        return process.End();
    }
}
