using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>The kernel as a front end starts it: a process and its connection file.</summary>
internal sealed class KernelProcess : IDisposable
{
    public const string Key = "a key";
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Lgm.Kernel.dll");
    private readonly string folder = Directory.CreateTempSubdirectory("lgm-kernel-").FullName;
    private readonly Process process;
    private readonly Task<string> errors;

    public KernelProcess()
    {
        // Ports that were free a moment ago.
        TcpListener[] free = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in free) listener.Start();
        (Shell, Control, Stdin, IoPub, Heartbeat) = (Port(0), Port(1), Port(2), Port(3), Port(4));
        foreach (var listener in free) listener.Dispose();
        File.WriteAllText(ConnectionFile, JsonSerializer.Serialize(new
        {
            shell_port = Shell, control_port = Control, stdin_port = Stdin, iopub_port = IoPub, hb_port = Heartbeat,
            ip = "127.0.0.1", transport = "tcp", signature_scheme = "hmac-sha256", key = Key, kernel_name = ".net-csharp",
        }));
        process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "--default-signal=TERM", "dotnet", s_program, "--connection-file", ConnectionFile])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        errors = process.StandardError.ReadToEndAsync();
        WaitForPort();

        int Port(int i) => ((IPEndPoint)free[i].LocalEndpoint).Port;
    }

    public string ConnectionFile => Path.Combine(folder, "connection.json");

    public int Shell { get; }

    public int Control { get; }

    public int Stdin { get; }

    public int IoPub { get; }

    public int Heartbeat { get; }

    public int Id => process.Id;

    /// <summary>Memory it has of its own now, in MiB.</summary>
    public long Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 >> 20;
        }
    }

    /// <summary>What it said on standard error, once it has ended.</summary>
    public string Said => errors.GetAwaiter().GetResult();

    /// <summary>Starts the program with other arguments and waits for its end.</summary>
    public static CliOutcome Run(params string[] arguments)
    {
        using var process = new LgmProcess("dotnet", [s_program, .. arguments], new Dictionary<string, string?>(), AppContext.BaseDirectory);
        return process.End();
    }

    public bool HasEnded(TimeSpan within) => process.WaitForExit(within);

    public void Kill()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void WaitForPort()
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            Assert.False(process.HasExited, "The kernel ended as it started.");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The kernel does not listen.");
            try
            {
                // The last port it opens.
                using var probe = new WirePeer(Stdin);
                return;
            }
            catch (SocketException)
            {
            }
        }
    }
}
