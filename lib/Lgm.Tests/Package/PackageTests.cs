using System.Globalization;
using System.IO.Compression;

namespace Lgm.Tests.Package;

/// <summary>The NuGet package of lib/Lgm, taken by a project elsewhere: the lines of code are those of README.md.</summary>
[Trait("Category", "Slow")]
public sealed partial class PackageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void AProjectElsewhereTrainsWithTheLossByTheLinesOfTheReadme()
    {
        Dotnet(NotebookTool.Root, "pack", Path.Combine("lib", "Lgm"), "-c", "Release", "--artifacts-path", folder["build"], "-o", folder["feed"]);
        var package = Assert.Single(Directory.GetFiles(folder["feed"], "*.nupkg"));
        Assert.Single(Directory.GetFiles(folder["feed"], "*.snupkg"));
        using (var files = ZipFile.OpenRead(package))
            Assert.Superset(new HashSet<string> { "README.md", "LICENSE", "buildTransitive/Lgm.targets", "lib/net10.0/Lgm.dll", "lib/net10.0/Lgm.xml" }, files.Entries.Select(e => e.FullName).ToHashSet());

        var readme = File.ReadAllText(Path.Combine(NotebookTool.Root, "README.md"));
        var lines = Code().Match(readme).Groups["code"].Value;
        Assert.InRange(lines.Split('\n').Count(line => line.Length > 0), 10, 15);
        Directory.CreateDirectory(folder["project"]);
        File.WriteAllText(Path.Combine(folder["project"], "Program.cs"), lines);
        File.WriteAllText(Path.Combine(folder["project"], "Example.csproj"), Project(Path.GetFileNameWithoutExtension(package)["Lgm.".Length..]));
        var losses = Losses().Matches(Dotnet(folder["project"], "run", "-c", "Release")).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();

        Assert.Equal(3, losses.Length);
        Assert.True(losses[2] < losses[0] / 2, $"the loss went from {losses[0]} to {losses[2]}");
    }

    // The packages that were restored for the tests are there; ours comes from the feed, whatever lies under its name elsewhere.
    private string Project(string version)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var system = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder["packages"]}</RestorePackagesPath>
                <RestoreFallbackFolders>{packages}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{folder["feed"]}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Lgm" Version="[{version}]" />
                <PackageReference Include="libtorch-cpu-{system}" Version="2.10.0" />
              </ItemGroup>
            </Project>
            """;
    }

    private static string Dotnet(string where, params string[] arguments)
    {
        var (code, said) = NotebookTool.Run(where, "dotnet", arguments);
        Assert.True(code == 0, said);
        return said;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"loss (\d+\.\d+)")]
    private static partial Regex Losses();

    public void Dispose() => folder.Dispose();
}
