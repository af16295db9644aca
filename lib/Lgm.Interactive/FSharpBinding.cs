using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Lgm.Interactive;

/// <summary>
/// Lets Plotly.NET run inside the notebook tool. It asks for FSharp.Core 10.1; the tool has 10.0 loaded, and the runtime takes
/// an older version for a newer one only when somebody answers for it. A second FSharp.Core beside the first is no way out:
/// types of the two do not mix.
/// </summary>
internal static class FSharpBinding
{
    private const string Name = "FSharp.Core";

    // Runs with the first use of anything in this assembly, which is Notebook.Start(), before any chart.
#pragma warning disable CA2255 // A library whose initialiser changes the process: notebooks are what it is for.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void AnswerForFSharpCore() => AssemblyLoadContext.Default.Resolving += (context, wanted) =>
        // Without a version it is whatever the tool has; the name with a version would come back here.
        wanted.Name == Name && wanted.Version is not null ? context.LoadFromAssemblyName(new AssemblyName(Name)) : null;
}
