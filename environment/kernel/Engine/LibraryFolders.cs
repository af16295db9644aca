using System.Reflection;
using System.Runtime.Loader;

namespace Lgm.Kernel.Engine;

/// <summary>
/// The libraries that cells referenced by path, and what lies beside them. They are loaded where this program's own
/// assemblies are, so that a type is the same type whoever names it.
/// </summary>
internal sealed class LibraryFolders : IDisposable
{
    // Of the kind that an interrupt cannot leave taken.
    private readonly object gate = new();
    private readonly Dictionary<string, AssemblyDependencyResolver> resolvers = [];

    public LibraryFolders()
    {
        AssemblyLoadContext.Default.Resolving += Load;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadUnmanaged;
    }

    /// <summary>Makes a library, and later those beside it, known.</summary>
    /// <returns>Its full path.</returns>
    public string Add(string path)
    {
        lock (gate)
        {
            if (!resolvers.ContainsKey(path)) resolvers[path] = new AssemblyDependencyResolver(path);
        }
        return path;
    }

    /// <summary>The path of an assembly that was referenced, or that lies beside one.</summary>
    public string? Find(string name)
    {
        lock (gate)
        {
            return resolvers.Keys.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path).Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? resolvers.Values.Select(resolver => resolver.ResolveAssemblyToPath(new AssemblyName(name))).FirstOrDefault(File.Exists)
                ?? resolvers.Keys.Select(path => Path.Combine(Path.GetDirectoryName(path)!, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    public void Dispose()
    {
        AssemblyLoadContext.Default.Resolving -= Load;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll -= LoadUnmanaged;
    }

    private Assembly? Load(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is { } simple && Find(simple) is { } path ? context.LoadFromAssemblyPath(path) : null;

    private nint LoadUnmanaged(Assembly assembly, string name)
    {
        lock (gate)
        {
            var path = resolvers.Values.Select(resolver => resolver.ResolveUnmanagedDllToPath(name)).FirstOrDefault(File.Exists);
            return path is null ? 0 : System.Runtime.InteropServices.NativeLibrary.Load(path);
        }
    }
}
