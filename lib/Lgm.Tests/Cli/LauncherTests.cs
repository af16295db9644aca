using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Cli;

/// <summary><c>environment/lgm</c>, copied into a workbook of the test's own.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class LauncherTests(TemporaryWorkbook workbook)
{
    [SkippableFact]
    public void BeforeSetUpItSaysToRunIt()
    {
        var folder = workbook.Folder();
        Run(Launcher(folder), folder, "--help").Failed("not built yet", "bash environment/setup.sh");
    }

    [SkippableFact]
    public void ItRunsTheProgramFromAnywhereAndThroughALink()
    {
        var launcher = Launcher(Directory.CreateDirectory(Path.Combine(workbook.Root, "environment")).FullName);
        var link = Path.Combine(workbook.Folder(), "lgm");
        File.CreateSymbolicLink(link, launcher);
        foreach (var path in new[] { launcher, link })
        {
            Run(path, workbook.Folder(), "data", "list").Succeeded("200 + 60 images");
            Run(path, workbook.Folder(), "run", "nope").Failed("experiment \"nope\"");
        }
    }

    private static CliOutcome Run(string launcher, string folder, params string[] arguments)
    {
        using var process = new LgmProcess("bash", [launcher, .. arguments], new Dictionary<string, string?> { ["LGM_DATA"] = null, ["LGM_CACHE"] = null }, folder);
        return process.End();
    }

    private static string Launcher(string folder)
    {
        var checkout = WorkbookFolder.Find();
        Skip.If(checkout is null, "The tests do not run inside a checkout.");
        foreach (var file in new[] { "lgm", "native.env" }) File.Copy(Path.Combine(checkout!, "environment", file), Path.Combine(folder, file), overwrite: true);
        return Path.Combine(folder, "lgm");
    }
}
