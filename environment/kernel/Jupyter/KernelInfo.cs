using System.Text.Json.Nodes;

namespace Lgm.Kernel.Jupyter;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    private static string Version => typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);

    public static JsonObject Content() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = Wire.ProtocolVersion,
        ["implementation"] = "lgm",
        ["implementation_version"] = Version,
        ["banner"] = $".NET (C#) {Environment.Version}: the notebook engine of the L-GM workbook, {Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(new JsonObject { ["text"] = "C#", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#", ["version"] = "14.0", ["mimetype"] = "text/x-csharp", ["file_extension"] = ".cs", ["pygments_lexer"] = "csharp", ["codemirror_mode"] = "text/x-csharp",
        },
    };
}
