using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lgm.Kernel.Jupyter;

/// <summary>
/// What tells Jupyter how to start this kernel: a folder of its name with a <c>kernel.json</c>. It carries a mark, by
/// which it is known again as our own.
/// </summary>
internal static partial class KernelSpec
{
    public const string DefaultName = ".net-csharp", FileName = "kernel.json";

    private const string Mark = "installed_by", Installer = "lgm kernel install";
    private static readonly JsonSerializerOptions s_writing = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where Jupyter looks for a kernel of a name.</summary>
    /// <param name="name">As notebooks name it.</param>
    /// <param name="prefix">Of an installation, such as <c>/usr/local</c> or a virtual environment; the user's own folder where it is null.</param>
    /// <exception cref="NotebookException">Jupyter would not find a kernel of that name.</exception>
    public static string Folder(string name, string? prefix)
    {
        if (!Name().IsMatch(name)) throw new NotebookException($"A kernel cannot be called \"{name}\": use small letters, digits, dots, dashes and underscores.");
        return Path.Combine(prefix is null ? UserData() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter"), "kernels", name);
    }

    /// <summary>The content of <c>kernel.json</c>.</summary>
    /// <param name="dotnet">The .NET program.</param>
    /// <param name="kernel">This kernel's assembly.</param>
    public static string Content(string dotnet, string kernel) => new JsonObject
    {
        ["argv"] = new JsonArray(dotnet, kernel, "--connection-file", "{connection_file}"),
        ["display_name"] = ".NET (C#)",
        ["language"] = "C#",
        // A message reaches the kernel through any front end and on any system; signals do not.
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject { ["debugger"] = false, [Mark] = Installer },
    }.ToJsonString(s_writing) + "\n";

    /// <summary>Whether a folder holds a kernel that this program installed, or none at all.</summary>
    public static bool IsFree(string folder) => !Directory.Exists(folder) || IsOurs(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();

    public static bool IsOurs(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try { return File.Exists(file) && (string?)JsonNode.Parse(File.ReadAllText(file))?["metadata"]?[Mark] == Installer; }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException) { return false; }
    }

    // As Jupyter's own paths: JUPYTER_DATA_DIR, else the system's usual place.
    private static string UserData()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } named) return named;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        return Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? data : Path.Combine(home, ".local", "share"), "jupyter");
    }

    [GeneratedRegex(@"\A(?=.*[a-z0-9])[a-z0-9._\-]+\z")]
    private static partial Regex Name();
}
