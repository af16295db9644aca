using System.Diagnostics;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>The Jupyter programs of this machine, and the kernel installed for them in a folder of its own.</summary>
internal sealed class JupyterInstallation
{
    public const string Needed = "needs Jupyter's clients (Debian: apt-get install python3-jupyter-kernel-test python3-nbclient jupyter-notebook)";

    private static readonly Lazy<string?> s_python = new(() => new[] { Environment.GetEnvironmentVariable("LGM_PYTHON"), "/usr/bin/python3", "python3" }
        .FirstOrDefault(python => python is not null && HasClients(python)));

    private readonly TemporaryWorkbook workbook;

    public JupyterInstallation(TemporaryWorkbook workbook)
    {
        Skip.If(s_python.Value is null, Needed);
        this.workbook = workbook;
        workbook.Run($"kernel install --prefix {Prefix}").Succeeded("Kernel: ", ".net-csharp");
    }

    private string Prefix => Path.Combine(workbook.Root, "jupyter");

    /// <summary>Runs a Python program that finds the kernel.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="arguments">The program and what it is given.</param>
    /// <returns>Its exit code, and all it printed.</returns>
    public (int Code, string Said) Python(string folder, TimeSpan limit, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit)) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode, string.Join('\n', said.GetAwaiter().GetResult()));
    }

    /// <summary>Starts a Python program that finds the kernel, with a home and Jupyter folders of its own.</summary>
    public Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(s_python.Value!, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" }) start.Environment[name] = Path.Combine(workbook.Root, "home", name);
        // As many threads as the workbook's own processes have, so that the same bits come of both.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["JUPYTER_PATH"] = Path.Combine(Prefix, "share", "jupyter");
        return Process.Start(start)!;
    }

    private static bool HasClients(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import jupyter_kernel_test, nbclient, notebook"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
