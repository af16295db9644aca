namespace Lgm.Data;

/// <summary>A folder that lives as long as this object.</summary>
internal sealed class WorkFolder(string path) : IDisposable
{
    internal string Path { get; } = path;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
