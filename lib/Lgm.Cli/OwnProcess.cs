using System.Diagnostics;
using System.Text;

namespace Lgm.Cli;

/// <summary>This program, started once more for a part of the work, with the environment that native libraries need.</summary>
internal static class OwnProcess
{
    /// <summary>How to start it in a folder. Input and output are pipes: by the end of its input it can see that this process has ended.</summary>
    public static ProcessStartInfo With(string folder, params IEnumerable<string> words)
    {
        // `dotnet Lgm.Cli.dll`, or the program itself where it was started so.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(OwnProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. self, .. words])
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
