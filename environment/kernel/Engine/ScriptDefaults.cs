namespace Lgm.Kernel.Engine;

/// <summary>What every cell can name without a directive.</summary>
internal static class ScriptDefaults
{
    /// <summary>Assemblies by name.</summary>
    public static readonly string[] References =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable", "System.Console", "System.Diagnostics.Process",
        "System.Globalization", "System.IO", "System.Linq", "System.Linq.Expressions", "System.Memory", "System.Net.Http", "System.Net.Primitives", "System.Numerics.Vectors",
        "System.Private.Uri", "System.Runtime.Extensions", "System.Runtime.InteropServices", "System.Runtime.Numerics", "System.Text.Json", "System.Text.RegularExpressions",
        "System.Threading", "System.Threading.Tasks.Parallel", "System.Threading.Thread", "Microsoft.CSharp", "Lgm.Kernel",
    ];

    /// <summary>Namespaces, and the class whose members need no prefix.</summary>
    public static readonly string[] Usings =
    [
        "System", "System.Collections", "System.Collections.Generic", "System.Linq", "System.Text", "System.Threading.Tasks",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.DotNet.Interactive.Kernel",
    ];
}
