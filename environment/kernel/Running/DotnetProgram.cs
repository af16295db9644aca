using System.Runtime.InteropServices;

namespace Lgm.Kernel.Running;

/// <summary>The .NET program that runs this one. Whoever started it may have a name of its own; the runtime lies where dotnet is.</summary>
internal static class DotnetProgram
{
    public static string Location => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
