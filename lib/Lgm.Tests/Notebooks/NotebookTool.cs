using Microsoft.Playwright;

namespace Lgm.Tests.Notebooks;

/// <summary>The real programs around a notebook: the tool that the checkout pins, and Jupyter's clients with the kernel as environment/jupyter.sh makes it known.</summary>
internal static class NotebookTool
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = WorkbookFolder.Find() ?? throw new InvalidOperationException("The tests run outside a checkout.");

    /// <summary>More than the slowest notebook takes beside other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<bool> s_tool = new(() => Succeeds("dotnet", "tool", "run", "dotnet-interactive", "--", "--version"));
    private static readonly Lazy<string?> s_python = new(() =>
        new[] { Environment.GetEnvironmentVariable("LGM_PYTHON"), "/usr/bin/python3", "python3" }.FirstOrDefault(python => python is not null && Succeeds(python, "-c", "import nbclient, notebook")));
    private static readonly Lazy<string> s_kernels = new(() =>
    {
        var prefix = Directory.CreateTempSubdirectory("lgm-jupyter-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(prefix, recursive: true);
        var (code, said) = Run(Root, "bash", "environment/jupyter.sh", "--prefix", prefix);
        return code == 0 ? Path.Combine(prefix, "share", "jupyter") : throw new InvalidOperationException(said);
    });

    public static string Folder { get; } = Path.Combine(Root, "notebooks");

    /// <summary>The first line of every notebook.</summary>
    public static string Reference { get; } = $"#r \"{Path.Combine(Root, "lib", "Lgm.Interactive", "bin", "Release", "net10.0", "Lgm.Interactive.dll")}\"";

    /// <summary>Skips a test where the tool is not here.</summary>
    public static void Need() => Skip.IfNot(s_tool.Value, "needs the notebook tool: run `dotnet tool restore` in this checkout.");

    /// <summary>Skips a test where Jupyter's clients are not here.</summary>
    public static string NeedPython()
    {
        Need();
        Skip.If(s_python.Value is null, "needs Jupyter's clients (Debian: apt-get install python3-nbclient jupyter-notebook).");
        Skip.IfNot(File.Exists("/bin/bash"), "environment/jupyter.sh needs bash.");
        Skip.IfNot(s_kernels.Value.Length > 0);
        return s_python.Value!;
    }

    /// <summary>Skips a test where there is no browser. No name is looked up in a network; root, as in a container, has no sandbox.</summary>
    public static async Task<IBrowser> NeedBrowser(IPlaywright playwright)
    {
        var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Skip.If(chromium is null, "needs Chromium (Debian: apt-get install chromium).");
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] });
    }

    /// <summary>Starts a program with what native code needs, which these tests' own process has, and the kernel known to Jupyter.</summary>
    public static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        if (s_kernels.IsValueCreated)
        {
            start.Environment["JUPYTER_PATH"] = s_kernels.Value;
            foreach (var name in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" }) start.Environment[name] = Path.Combine(s_kernels.Value, name);
        }
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int Code, string Said) Run(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience)) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode, string.Join('\n', said.GetAwaiter().GetResult()));
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try { return Run(Root, program, arguments).Code == 0; }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }
}
