using System.Text;

namespace Lgm.Cli;

/// <summary>This program, started once more for a part of the work, with the environment that native libraries need.</summary>
internal static class OwnProcess
{
    /// <summary>How to start it in a folder, by a program that is handed its command or, null, by itself. Input and output are pipes: by the end of its input it can see that this process has ended.</summary>
    public static ProcessStartInfo With(string folder, string? through, params IEnumerable<string> words)
    {
        // `dotnet Lgm.Cli.dll`, or the program itself where it was started so.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(OwnProcess).Assembly.Location] : [];
        string[] command = [.. through is null ? [] : new[] { Path.GetFullPath(through) }, Environment.ProcessPath!, .. self, .. words];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        NativeEnvironment.Set(start);
        return start;
    }
}

/// <summary>
/// What native libraries read from the environment as their process starts, so that only its parent can set it. Threads of
/// OpenMP that wait are to sleep: spinning, they slow a busy machine several times over. And glibc is to keep large freed
/// blocks, which a training asks for again in its next step.
/// </summary>
public static class NativeEnvironment
{
    private static readonly (string Name, string Value)[] s_variables =
    [
        ("OMP_WAIT_POLICY", "PASSIVE"),
        ("MALLOC_MMAP_THRESHOLD_", "1073741824"),
        ("MALLOC_TRIM_THRESHOLD_", "4294967296"),
        ("MALLOC_TOP_PAD_", "67108864"),
    ];

    /// <summary>Sets what the process does not have already.</summary>
    public static void Set(ProcessStartInfo start)
    {
        foreach (var (name, value) in s_variables) start.Environment.TryAdd(name, value);
    }
}
