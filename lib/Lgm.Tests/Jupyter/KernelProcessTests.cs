using System.Diagnostics;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>How the kernel begins and ends.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class KernelProcessTests(TemporaryWorkbook workbook)
{
    [Theory]
    [InlineData("""{"ip":"0.0.0.0","transport":"tcp","key":"k"}""", "0.0.0.0", "127.0.0.1 only")]
    [InlineData("""{"ip":"127.0.0.1","transport":"ipc","key":"k"}""", "transport \"ipc\"")]
    [InlineData("""{"ip":"127.0.0.1","transport":"tcp","signature_scheme":"hmac-md5","key":"k"}""", "hmac-md5")]
    [InlineData("""{"ip":"127.0.0.1","transport":"tcp","key":""}""", "no key")]
    [InlineData("""{"ip":"127.0.0.1","transport":"tcp","key":"k"}""", "no valid shell_port")]
    [InlineData("{", "not a readable connection file")]
    [InlineData("[1]", "not a readable connection file")]
    public void AConnectionFileItCannotServeIsRefused(string text, params string[] parts)
    {
        var file = Path.Combine(workbook.Folder(), "connection.json");
        File.WriteAllText(file, text);
        KernelProcess.Run("--connection-file", file).Failed(parts);
    }

    [Fact]
    public void AMissingFileAndTakenPortsAreNamed()
    {
        KernelProcess.Run("--connection-file", "/nowhere/connection.json").Failed("There is no connection file /nowhere/connection.json");
        using var first = new KernelProcess();
        KernelProcess.Run("--connection-file", first.ConnectionFile).Failed("ports", "another kernel");
    }

    [Fact]
    public void OthersOfTheNetworkCannotConnect()
    {
        using var kernel = new KernelProcess();
        var listening = File.ReadAllLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f[3] == "0A").Select(f => f[1]).ToArray();
        foreach (var port in new[] { kernel.Shell, kernel.Control, kernel.Stdin, kernel.IoPub, kernel.Heartbeat })
            Assert.Equal([$"0100007F:{port:X4}"], listening.Where(l => l.EndsWith($":{port:X4}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("while (true) { }")]
    public void ShutdownAnswersAndEnds(string code)
    {
        using var kernel = new KernelProcess();
        using var frontEnd = new FrontEnd(kernel);
        frontEnd.AskCell(code);
        Assert.True((bool)frontEnd.Reply(frontEnd.Ask("shutdown_request", new() { ["restart"] = true }, onControl: true), onControl: true)["restart"]!);
        Assert.True(kernel.HasEnded(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("Console.Write(\"started\");")]
    [InlineData("Console.Write(\"started\"); while (true) { }")]
    // Neither its own way out nor the runtime's is free.
    [InlineData("AppDomain.CurrentDomain.ProcessExit += (_, _) => { while (true) { } }; Console.Write(\"started\"); try { while (true) { } } finally { while (true) { } }")]
    public void ATermSignalEndsItWhateverACellIsAt(string code)
    {
        using var kernel = new KernelProcess();
        using (var frontEnd = new FrontEnd(kernel)) frontEnd.WaitForPrint(frontEnd.AskCell(code));
        Process.Start("kill", [$"{kernel.Id}"])!.WaitForExit();
        Assert.True(kernel.HasEnded(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void ATermSignalEndsItAlsoBeforeItsFirstCell()
    {
        using var kernel = new KernelProcess();
        Process.Start("kill", [$"{kernel.Id}"])!.WaitForExit();
        Assert.True(kernel.HasEnded(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void ItEndsWithTheProcessThatStartedIt()
    {
        using var other = new KernelProcess();
        // Its ports are taken over once it is gone.
        var file = Path.Combine(workbook.Folder(), "connection.json");
        File.Copy(other.ConnectionFile, file);
        other.Kill();
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", $"dotnet {Path.Combine(AppContext.BaseDirectory, "Lgm.Kernel.dll")} --connection-file {file} & echo $!; wait"]) { RedirectStandardOutput = true })!;
        using var kernel = Process.GetProcessById(int.Parse(parent.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture));
        Thread.Sleep(2000);
        Assert.False(kernel.HasExited);
        parent.Kill();
        Assert.True(kernel.WaitForExit(TimeSpan.FromSeconds(15)));
    }
}
