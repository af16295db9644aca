using System.Diagnostics;

namespace Lgm.Cli;

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
