using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lgm.Kernel.Jupyter;

/// <summary>Ends the kernel once nobody is left who could: when the process that started it is gone.</summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <param name="gone">Called once, on a thread of its own.</param>
    public static void Start(Action gone)
    {
        // Jupyter names itself; a program between it and this one may have another number.
        var named = int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out var id) && !OperatingSystem.IsWindows() ? id : 0;
        var parent = OperatingSystem.IsWindows() ? 0 : Parent();
        new Thread(() =>
        {
            while ((parent == 0 || Parent() == parent) && (named is 0 or 1 || IsAlive(named))) Thread.Sleep(s_pause);
            gone();
        }) { IsBackground = true, Name = "parent" }.Start();
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();
}
