using System.Xml.Linq;

namespace Lgm.Tests.Documents;

/// <summary>The links of README, the scripts of environment/, and the environment that they and others set.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void EveryFileThatReadmeNamesIsThere()
    {
        foreach (Match link in Regex.Matches(File.ReadAllText(Path.Combine(NotebookTool.Root, "README.md")), @"\]\((?!https?:|#)([^)#]+)\)"))
            Assert.True(Path.Exists(Path.Combine(NotebookTool.Root, link.Groups[1].Value)), $"README links to {link.Groups[1].Value}, which is not there");
    }

    [SkippableFact]
    public void EveryScriptIsBash()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no bash of its own.");
        var folder = Path.Combine(NotebookTool.Root, "environment");
        string[] scripts = [.. Directory.GetFiles(folder, "*.sh"), Path.Combine(folder, "lgm"), .. Directory.GetFiles(Path.Combine(folder, "slurm")), Path.Combine(NotebookTool.Root, ".ci", "run")];
        // bash takes one script at a time.
        var said = File.Exists("/usr/bin/shellcheck") ? [NotebookTool.Run(folder, "shellcheck", scripts)] : scripts.Select(script => NotebookTool.Run(folder, "bash", "-n", script));
        Assert.All(said, s => Assert.True(s.Code == 0, s.Said));
    }

    /// <summary>dotnet run, dotnet test, notebooks in VS Code and the processes that lgm starts have what environment/lgm has.</summary>
    [Fact]
    public void NativeCodeHasOneEnvironmentEverywhere()
    {
        string Text(string path) => File.ReadAllText(Path.Combine(NotebookTool.Root, path));
        var wanted = Text("environment/native.env").Split('\n').Where(l => l.Contains('=') && !l.StartsWith('#')).Select(l => l.Split('=')).ToDictionary(p => p[0], p => p[1]);
        Assert.Equal(4, wanted.Count);
        foreach (var project in new[] { "Lgm.Cli", "Lgm.Benchmarks" })
        {
            var profile = JsonNode.Parse(Text($"lib/{project}/Properties/launchSettings.json"))!["profiles"]!.AsObject().Single().Value!;
            Assert.Equal(wanted, profile["environmentVariables"]!.AsObject().ToDictionary(v => v.Key, v => (string)v.Value!));
        }
        Assert.Equal(wanted, XDocument.Parse(Text("lib/Lgm.Tests/tests.runsettings")).Descendants("EnvironmentVariables").Elements().ToDictionary(v => v.Name.LocalName, v => v.Value));
        var code = JsonNode.Parse(Text(".vscode/settings.json"))!["polyglot-notebook.kernelEnvironmentVariables"]!;
        Assert.All(wanted, v => Assert.Equal(v.Value, (string?)code[v.Key]));
        var start = new ProcessStartInfo("dotnet");
        foreach (var name in wanted.Keys) start.Environment.Remove(name);
        Lgm.Cli.NativeEnvironment.Set(start);
        Assert.All(wanted, v => Assert.Equal(v.Value, start.Environment[v.Key]));
        // These tests run with it.
        Assert.All(wanted, v => Assert.Equal(v.Value, Environment.GetEnvironmentVariable(v.Key)));
    }
}
