using System.Diagnostics;
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
