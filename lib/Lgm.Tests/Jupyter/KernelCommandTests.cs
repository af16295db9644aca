using System.Text.Json.Nodes;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

[Collection(CommandLineCollection.Name)]
public sealed class KernelCommandTests(TemporaryWorkbook workbook)
{
    private readonly string prefix = workbook.Folder();

    private string Spec(string name = ".net-csharp") => Path.Combine(prefix, "share", "jupyter", "kernels", name, "kernel.json");

    [Fact]
    public void InstallSaysHowToStartItAndUninstallLeavesNothing()
    {
        workbook.Run($"kernel install --prefix {prefix}").Succeeded(Path.GetDirectoryName(Spec())!);
        var spec = JsonNode.Parse(File.ReadAllText(Spec()))!;
        Assert.Equal((".NET (C#)", "C#", "message"), ((string?)spec["display_name"], (string?)spec["language"], (string?)spec["interrupt_mode"]));
        string[] argv = [.. spec["argv"]!.AsArray().Select(a => (string)a!)];
        Assert.True(File.Exists(argv[0]) && File.Exists(argv[1]), string.Join(' ', argv));
        Assert.Equal("{connection_file}", argv[^1]);
        // VS Code would take an extension's kernel for its own.
        Assert.DoesNotContain("vscode", spec.ToJsonString());
        workbook.Run($"kernel install --prefix {prefix}").Succeeded();
        workbook.Run($"kernel uninstall --prefix {prefix}").Succeeded();
        Assert.False(Directory.Exists(Path.GetDirectoryName(Spec())));
        workbook.Run($"kernel uninstall --prefix {prefix}").Failed("There is no kernel");
    }

    [Fact]
    public void TheUsersPlaceAndAnotherName()
    {
        workbook.Run("kernel install --user --as lgm.c-sharp_1", null, ("JUPYTER_DATA_DIR", prefix)).Succeeded(Path.Combine(prefix, "kernels", "lgm.c-sharp_1"));
        workbook.Run("kernel install", null, ("JUPYTER_DATA_DIR", null), ("XDG_DATA_HOME", prefix)).Succeeded(Path.Combine(prefix, "jupyter", "kernels", ".net-csharp"));
    }

    [Theory]
    [InlineData("""{"argv":["other"],"display_name":"Theirs","language":"C#"}""")]
    [InlineData("""{"argv":["other"],"metadata":{"installed_by":"someone else"}}""")]
    [InlineData("not JSON")]
    public void WhatSomebodyElseInstalledStays(string theirs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Spec())!);
        File.WriteAllText(Spec(), theirs);
        workbook.Run($"kernel install --prefix {prefix}").Failed("somebody else", "--as", "--force");
        workbook.Run($"kernel uninstall --prefix {prefix}").Failed("somebody else");
        Assert.Equal(theirs, File.ReadAllText(Spec()));
        workbook.Run($"kernel install --prefix {prefix} --force").Succeeded();
        workbook.Run($"kernel uninstall --prefix {prefix}").Succeeded();
    }

    [Fact]
    public void WhatSomebodyLaidBesideItStays()
    {
        workbook.Run($"kernel install --prefix {prefix}").Succeeded();
        var logo = Path.Combine(Path.GetDirectoryName(Spec())!, "logo-64x64.png");
        File.WriteAllText(logo, "");
        workbook.Run($"kernel uninstall --prefix {prefix}").Succeeded();
        Assert.True(File.Exists(logo) && !File.Exists(Spec()));
    }

    [Theory]
    [InlineData("kernel install --as Two/Words", "cannot be called \"Two/Words\"")]
    [InlineData("kernel install --as ..", "cannot be called")]
    [InlineData("kernel install --user --prefix /nowhere", "Both --user and --prefix")]
    public void AWrongPlaceIsNamed(string command, params string[] parts) => workbook.Run(command).Failed(parts);
}
